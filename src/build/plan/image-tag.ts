/** Of what an image's tag tells. */
export interface TagFacts {
  readonly version: string;
  /** Short hash of the commit. */
  readonly hash: string;
  /** A release leaves the hash out where RELEASE_BUILD asks for it. */
  readonly isWithoutHash: boolean;
  /** Stands for version and hash, as it is (APP_VERSION). */
  readonly appVersion?: string;
  /** `local` and `test` are builds for this machine. */
  readonly arch: string;
  readonly isDebug: boolean;
  /** When it was built, where the working copy differs from the commit. */
  readonly diffAt?: Date;
}

/** `VERSION-HASH`: what is common to the images of a build, and the tag of a release's manifest lists. */
export function versionTag({ version, hash, isWithoutHash, appVersion }: TagFacts): string {
  if (appVersion !== undefined) return appVersion;
  return isWithoutHash ? version : `${version}-${hash}`;
}

/** `VERSION-HASH-(ARCH|local|test)[-debug][-diff-TIMESTAMP]` */
export function imageTag(facts: TagFacts): string {
  const parts = [versionTag(facts), facts.arch];
  if (facts.isDebug) parts.push('debug');
  if (facts.diffAt !== undefined) parts.push(`diff-${timestamp(facts.diffAt)}`);
  return parts.join('-');
}

/** A tag without the time of a dirty build: what an image says of itself, as equal files are equal images. */
export function withoutTime(tag: string): string {
  return tag.replace(/-diff-\d{14}$/, '');
}

/** `20260131235959`, in UTC: two machines agree on which build is the later one. */
function timestamp(time: Date): string {
  return time.toISOString().slice(0, 19).replace(/\D/g, '');
}
