/** A string as encoding/json writes it. @param isHtmlSafe `<`, `>` and `&` as escapes, as Marshal has them */
export function writeJsonString(text: string, isHtmlSafe: boolean): string {
  if ((isHtmlSafe ? plainHtmlSafe : plain).test(text)) return `"${text}"`;
  if (!text.isWellFormed()) {
    return `"${text
      .split(loneSurrogate)
      .map((part) => writeJsonString(part, isHtmlSafe).slice(1, -1))
      .join('\\ufffd')}"`;
  }
  return JSON.stringify(text).replace(isHtmlSafe ? htmlUnsafe : separators, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const plainHtmlSafe = /^[\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x5b\x5d-\x7f]*$/;
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7f]*$/;
const htmlUnsafe = /[<>&\u2028\u2029]/g;
const separators = /[\u2028\u2029]/g;
/** A byte that is no UTF-8, see ../go/text.ts. */
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** A finite float64 as encoding/json writes it: with an exponent from 1e21 on and below 1e-6. */
export function writeJsonNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
