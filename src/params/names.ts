/**
 * Names become names of folders, releases and labels: 63 characters at most, none that a path would read. Of a user's, `..` is
 * none either: isUserName.
 */
export const userNameForm = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
/** No dots: `<plan>.<user>` is read from the left. */
export const planNameForm = /^[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/;

export function isUserName(name: string): boolean {
  return userNameForm.test(name) && !name.includes('..');
}

export function isPlanName(name: string): boolean {
  return planNameForm.test(name);
}
