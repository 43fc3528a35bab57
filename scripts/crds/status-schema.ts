/** The schema of the status that the operator writes. What a newer operator adds to it is kept as well. */
export function statusSchema(readyWord: string): object {
  return {
    description: 'What the operator last saw and did. Written by the operator alone.',
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    properties: {
      status: {
        description: `RECONCILING while it works, ${readyWord} when all is up, ERROR when it cannot go on, REMOVING while the resource is deleted.`,
        type: 'string',
        enum: ['ERROR', 'RECONCILING', 'HEALTHY', 'READY', 'REMOVING'],
      },
      message: { description: 'What is waited for, or what went wrong and what to do about it.', type: 'string' },
      progress: { description: 'How much of what is to come up is up, as 67%.', type: 'string' },
      ready: { description: 'How many objects are ready, of how many.', type: 'string' },
      observedGeneration: {
        description: 'The metadata.generation that the status speaks of.',
        type: 'integer',
        format: 'int64',
      },
      conditions: {
        description: 'Initialized, Deployed, ReleaseFailed, Irreconcilable, and Ready for tools that wait for it.',
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['type'],
        items: condition,
      },
      deployedRelease: {
        description: 'The release that stands for this resource.',
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: {
          name: { description: "The release's name, as helm list shows it.", type: 'string' },
          namespace: { description: 'The namespace of its objects.', type: 'string' },
          revision: { description: 'Which revision of it stands.', type: 'integer' },
          manifest: { description: 'What the chart rendered to, without the data of Secrets.', type: 'string' },
        },
      },
      lastHandledReconcileAt: { description: 'The last capstan.dev/reconcile-now that was acted on.', type: 'string' },
      lastHandledForceAt: { description: 'The last capstan.dev/force-now that was acted on.', type: 'string' },
      failures: {
        description: 'Attempts that failed in a row.',
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: { inputs: { type: 'string' }, count: { type: 'integer' } },
      },
    },
  };
}

const condition = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
  required: ['type', 'status'],
  properties: {
    type: { type: 'string' },
    status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
    reason: { type: 'string' },
    message: { description: "The chart's notes when deployed, the error's text when not.", type: 'string' },
    lastTransitionTime: { description: 'When the status last flipped.', type: 'string', format: 'date-time' },
    observedGeneration: { type: 'integer', format: 'int64' },
  },
} as const;
