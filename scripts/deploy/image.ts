import { CapstanError } from '../../src/errors/index.ts';

/** The operator's image, without its tag. */
export const repository = 'docker.io/cnvrg/cnvrg-operator';

/**
 * The image that TAG names.
 * @throws CapstanError USAGE
 */
export function imageOf(tag: string | undefined): string {
  if (!tag) {
    throw new CapstanError('USAGE', 'TAG is not set: it says which image is built, pushed and deployed', {
      hint: 'TAG=v1.0.0 make docker-build docker-push deploy',
    });
  }
  if (!/^\w[\w.-]{0,127}$/.test(tag)) {
    throw new CapstanError('USAGE', `TAG: "${tag}" is no tag of an image`, {
      hint: 'use at most 128 letters, digits, "_", "." and "-", and begin with a letter, a digit or "_"',
    });
  }
  return `${repository}:${tag}`;
}
