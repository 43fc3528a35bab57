const lineFeed = 0x0a;

/** Cuts a stream of bytes into lines, without their line feeds; empty lines and an unfinished last one are left out. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
      // Bytes are joined before they are decoded: a character may be cut in two.
      const line = begun.length === 0 ? chunk.subarray(from, at) : Buffer.concat([...begun, chunk.subarray(from, at)]);
      begun = [];
      from = at + 1;
      if (line.length > 0) yield line.toString('utf8');
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
}
