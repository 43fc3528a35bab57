/**
 * vex: makes the volumes of the pods on its node grow before they are full.
 *
 * It asks the kubelet of its node how full they are, and each claim with too little left for more. How full a volume is
 * says the file system it lies on: of a volume that is a folder of an NFS server, that is the whole server's.
 */
export { vexCommand } from './command.ts';
export { growthsOf, type VolumeUse } from './growth.ts';
export { lookOnce } from './look.ts';
