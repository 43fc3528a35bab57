/** What `required` and `fail` put round their message, for Helm to find it within the chain of errors it comes up in. */
export const failMark = { start: 'HELM_ERR_START', end: 'HELM_ERR_END' } as const;
