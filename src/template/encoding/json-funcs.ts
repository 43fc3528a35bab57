import { unmarshalJson } from '../../yaml/index.ts';
import { type Func, type Funcs, func, GoError, type Value } from '../go/index.ts';
import { type JsonStyle, writeJson } from './to-json.ts';

/** sprig's JSON functions. Those without `must` give '' or nil for what fails, but toRawJson, which panics. */
export const jsonFuncs: Funcs = {
  fromJson: func(['string'], (text) => (unmarshalJson(text, { maps: 'Map' }).data ?? null) as Value),
  mustFromJson: func(['string'], mustFromJson),
  ...writers('ToJson', { isHtmlSafe: true, indent: '' }),
  ...writers('ToPrettyJson', { isHtmlSafe: true, indent: '  ' }),
  toRawJson: writer({ isHtmlSafe: false, indent: '' }),
  mustToRawJson: writer({ isHtmlSafe: false, indent: '' }),
};

function mustFromJson(text: string): Value {
  const { data, error } = unmarshalJson(text, { maps: 'Map' });
  if (error !== undefined) throw new GoError(error);
  return data as Value;
}

function writers(name: string, style: JsonStyle): Funcs {
  return {
    [`t${name.slice(1)}`]: func(['any'], (value) => writeOrEmpty(value, style)),
    [`must${name}`]: writer(style),
  };
}

function writer(style: JsonStyle): Func {
  return func(['any'], (value) => writeJson(value, style));
}

function writeOrEmpty(value: Value, style: JsonStyle): string {
  try {
    return writeJson(value, style);
  } catch (error) {
    if (error instanceof GoError || error instanceof RangeError) return '';
    throw error;
  }
}
