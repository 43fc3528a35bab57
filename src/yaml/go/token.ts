export const TokenType = {
  StreamEnd: 0,
  VersionDirective: 1,
  TagDirective: 2,
  DocumentStart: 3,
  DocumentEnd: 4,
  BlockSequenceStart: 5,
  BlockMappingStart: 6,
  BlockEnd: 7,
  FlowSequenceStart: 8,
  FlowSequenceEnd: 9,
  FlowMappingStart: 10,
  FlowMappingEnd: 11,
  BlockEntry: 12,
  FlowEntry: 13,
  Key: 14,
  Value: 15,
  Alias: 16,
  Anchor: 17,
  Tag: 18,
  Scalar: 19,
} as const;
export type TokenType = (typeof TokenType)[keyof typeof TokenType];

export class Token {
  readonly type: TokenType;
  /** Where it starts; the first line is 0. */
  readonly line: number;
  /** A scalar's text, an anchor's name, a tag's handle; a %YAML directive's version. */
  readonly value: string;
  /** A tag's end; a %TAG directive's prefix. */
  readonly suffix: string;
  /** Of a scalar: whether it stands without quotes and is no block. */
  readonly isPlain: boolean;
  /** The level of flow collections whose simple key may start at this token; -1 for most. */
  keyLevel = -1;

  constructor(type: TokenType, line: number, value = '', suffix = '', isPlain = false) {
    this.type = type;
    this.line = line;
    this.value = value;
    this.suffix = suffix;
    this.isPlain = isPlain;
  }
}
