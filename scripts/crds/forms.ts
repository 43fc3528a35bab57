/** Forms of values that the CRDs and the charts' schemas have alike. */

/** A switch: older specs write it as a string. */
export const switchValues = [true, false, 'true', 'false'] as const;

/** A quantity of Kubernetes, or nothing. */
export const quantityPattern = '^(|[0-9]+(\\.[0-9]+)?(m|[kMGTPE]i?)?)$';
