export interface SentEvent {
  readonly event: string;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what an event holds is what the tests look at
  readonly data: any;
}

/** The events of an answer, as a browser would read them; comments are passed over. */
export async function* readEvents(answer: Response): AsyncGenerator<SentEvent, void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
      const data = fields.get('data');
      if (data !== undefined) yield { event: fields.get('event') ?? '', id: fields.get('id'), data: JSON.parse(data) };
    }
  }
}

/** Reads until one event passes, which comes last. */
export async function readUntil(
  events: AsyncGenerator<SentEvent, void>,
  isLast: (event: SentEvent) => boolean,
): Promise<SentEvent[]> {
  const seen: SentEvent[] = [];
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) throw new Error(`the stream ended after ${JSON.stringify(seen)}`);
    seen.push(value);
    if (isLast(value)) return seen;
  }
}
