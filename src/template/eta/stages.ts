export { findTextTags } from './check.ts';
export { parseTemplate } from './parse.ts';
export { placeOf } from './place.ts';
