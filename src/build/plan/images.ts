import type { Component } from '../project/index.ts';
import { imageTag, type TagFacts, versionTag } from './image-tag.ts';
import type { Arch, Mode } from './request.ts';

/** An image, or, for several architectures under one tag, an index of images. */
export interface PlannedImage {
  readonly tag: string;
  readonly arches: readonly Arch[];
}

export interface PlannedComponent {
  readonly component: string;
  readonly images: readonly PlannedImage[];
  /** The tag of the list of all of them: what charts pull by. In a local build that is the tag of the image. */
  readonly list: string;
}

export interface ImageQuestion {
  readonly mode: Mode;
  readonly facts: Omit<TagFacts, 'arch'>;
  readonly arches: readonly Arch[];
  readonly components: readonly Component[];
}

/** A release has a tag for each architecture and one for all; a local or test build has `local` or `test` for whatever it is built for. */
export function planImages({ mode, facts, arches, components }: ImageQuestion) {
  const images: readonly PlannedImage[] =
    mode === 'release'
      ? arches.map((arch) => ({ tag: imageTag({ ...facts, arch }), arches: [arch] }))
      : [{ tag: imageTag({ ...facts, arch: mode }), arches }];
  const whole = mode === 'release' ? versionTag({ ...facts, arch: '' }) : (images[0]?.tag ?? '');
  const list = facts.appVersion ?? whole;
  return {
    appVersion: list,
    images: components.map(({ name }): PlannedComponent => ({ component: name, images, list })),
  };
}
