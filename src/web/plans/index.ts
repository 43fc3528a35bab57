/**
 * Services: what is offered, how many of it one may have, and what it asks for.
 *
 * The page lists them and leads to the form that commands one; a service is registered by the CLI or by REST.
 */
export { PlanList } from './plan-list.tsx';
