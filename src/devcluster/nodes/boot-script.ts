/**
 * The first process of a node, which makes a machine of its own out of fresh namespaces. The places that Kubernetes' programs
 * know by heart are mounted over with folders of the node or with memory, so that nothing of this machine's is written to,
 * and everything is gone with the process. It runs in the node's folder; the arguments are the node's name, and programs that are
 * to be found in /run/node/programs wherever they lie on the host.
 *
 * Standard shell: it buries the dead, and on SIGTERM it asks everybody to end, waits up to 3 s, and ends.
 */
export const bootScript = `set -eu
read -r outside rest </proc/self/stat # the number of this process on the host, whose /proc is still the mounted one
hostname "$1"
shift

# Control groups, seen from the node's own.
umount -R -l /sys
mount -t proc proc /proc
mount -t sysfs sysfs /sys
: >joined
if [ -e unified ]; then
  mount -t cgroup2 cgroup /sys/fs/cgroup
  echo /sys/fs/cgroup/node/cgroup.procs >joined
else
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  cut -d: -f2 /proc/self/cgroup | while read -r controllers; do
    case $controllers in
      '') continue ;;
      name=*) options=none,$controllers folder=$(echo "$controllers" | cut -d= -f2) ;;
      *) options=$controllers folder=$controllers ;;
    esac
    mkdir "/sys/fs/cgroup/$folder"
    mount -t cgroup -o "$options" cgroup "/sys/fs/cgroup/$folder" || { rmdir "/sys/fs/cgroup/$folder"; continue; }
    case $folder in
      *,*) for one in $(echo "$folder" | tr , ' '); do ln -s "$folder" "/sys/fs/cgroup/$one"; done ;;
    esac
    echo "/sys/fs/cgroup/$folder/cgroup.procs" >>joined
  done
fi

# What a kubelet would set for the whole machine reads as if it were set already.
mkdir -p sysctl
while read -r setting value; do
  file=sysctl/$(echo "$setting" | tr / .)
  echo "$value" >"$file"
  [ ! -e "/proc/sys/$setting" ] || mount -c --bind "$file" "/proc/sys/$setting"
done <<SETTINGS
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
SETTINGS

# The folder's file system may itself be made of layers, on which no further layers can be mounted.
rm -rf probe && mkdir -p probe/lower probe/upper probe/work probe/top
snapshotter=native
if mount -t overlay -o lowerdir=probe/lower,upperdir=probe/upper,workdir=probe/work probe probe/top 2>/dev/null; then
  umount probe/top
  snapshotter=overlayfs
fi
echo $snapshotter >snapshotter
rm -rf probe

# Every path below is relative: the folder may lie where something is mounted over now.
mkdir -p kubelet containerd log programs
for program; do
  : >"programs/$(basename "$program")"
  mount -c --bind "$program" "programs/$(basename "$program")"
done
resolved=$(readlink -m /etc/resolv.conf)
mount -t tmpfs -o mode=755 run /run
mkdir -p /run/node
mount -c --rbind . /run/node
mount -t tmpfs -o mode=755 lib /var/lib
mkdir -p /var/lib/kubelet /var/lib/containerd /var/lib/capstan/volumes
mount -c --bind kubelet /var/lib/kubelet
mount -c --bind containerd /var/lib/containerd
mount -c --bind ../volumes /var/lib/capstan/volumes
mount -c --bind log /var/log
case $resolved in /run/*) mkdir -p "$(dirname "$resolved")" && : >"$resolved" ;; esac
[ ! -e "$resolved" ] || mount -c --bind resolv.conf "$resolved"
[ ! -e /etc/hosts ] || mount -c --bind hosts /etc/hosts
# What a pod mounts in a shared volume is seen by those that share it.
mount --make-rshared /

ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward
# What stays on the node's own bridge goes through its rules, too: a pod may reach itself by a Service.
[ ! -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables

end() {
  trap '' TERM
  kill -TERM -1 2>/dev/null || :
  for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    set -- /proc/[0-9]*
    [ $# -gt 1 ] || break
    sleep 0.2
  done
  exit 0
}
trap end TERM
echo "$outside" >pid.new
mv pid.new pid
while :; do
  sleep 1000000 &
  wait $! || :
done
`;

/** Puts its process into the node's control groups, then becomes the given program. */
export const joinScript = `while read -r group; do echo 0 >"$group"; done </run/node/joined
exec "$@"
`;

/** Puts its process into the groups that are given before `--`, then becomes the program after it. */
export const groupScript = `while [ "$1" != -- ]; do echo 0 >"$1/cgroup.procs"; shift; done; shift; exec "$@"`;
