/**
 * The admin page as files: what vite has built is served from a folder, by the same process as the API.
 *
 * Files below assets/ have names that change with what is inside: browsers keep them for ever. index.html is asked for
 * each time. Compressed once, not at each request. Nothing outside the folder can be reached, whatever the path says.
 *
 * The headers of every answer hold a policy that lets scripts and styles come from here alone.
 */
export { assetsOf } from './assets.ts';
export { securityHeaders } from './security-headers.ts';
