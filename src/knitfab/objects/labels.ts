export const dataLabel = 'knitfab/data';
export const runLabel = 'knitfab/run';

/** On all that Knitfab makes. */
export const ownLabels = { 'app.kubernetes.io/part-of': 'knitfab', 'app.kubernetes.io/managed-by': 'knitfab' };
