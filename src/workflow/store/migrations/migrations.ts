import { first } from './0001-first.ts';
import { submission } from './0002-submission.ts';
import { deploymentNames } from './0003-deployment-names.ts';
import { submissions } from './0004-submissions.ts';

/** In their order. */
export const migrations = {
  '0001-first': first,
  '0002-submission': submission,
  '0003-deployment-names': deploymentNames,
  '0004-submissions': submissions,
};
