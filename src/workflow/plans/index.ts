/**
 * Service plans: what is offered, how often, with which parameters, and the steps that do it.
 *
 * A service file is a list of plans. To register a plan again changes it: its configuration gets a new version, and what was
 * commanded before keeps the old one. A plan is withdrawn, never deleted: its history stays.
 */
export { readServiceEntry, type ServiceEntry } from './entry.ts';
export { registerPlan, withdrawPlan } from './register.ts';
export { parseServiceFile } from './service-file.ts';
export {
  type ConfigurationView,
  getConfiguration,
  getPlan,
  getPlanById,
  listConfigurations,
  listPlans,
  type PlanView,
} from './view.ts';
