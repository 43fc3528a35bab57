/** A number as it is written, so that 0.07 is seven times 0.01. */
export class Decimal {
  private readonly digits: bigint;
  /** The value is digits × 10^exponent. */
  private readonly exponent: number;

  private constructor(digits: bigint, exponent: number) {
    this.digits = digits;
    this.exponent = exponent;
  }

  /** Undefined for what is no number, or one so large or small that nobody means it. */
  static parse(text: string): Decimal | undefined {
    const match = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?$/.exec(text);
    if (!match) return undefined;
    const [, sign, whole = '', fraction = '', power = '0'] = match;
    const exponent = Number(power) - fraction.length;
    if (Math.abs(exponent) > maxExponent) return undefined;
    const digits = BigInt(whole + fraction);
    return new Decimal(sign === '-' ? -digits : digits, exponent);
  }

  isInteger(): boolean {
    return this.exponent >= 0 || this.digits % 10n ** BigInt(-this.exponent) === 0n;
  }

  compare(other: Decimal): number {
    const [left, right] = this.aligned(other);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  isMultipleOf(other: Decimal): boolean {
    const [left, right] = this.aligned(other);
    return right !== 0n && left % right === 0n;
  }

  toNumber(): number {
    return Number(`${this.digits}e${this.exponent}`);
  }

  /** Both with the same exponent. */
  private aligned(other: Decimal): [bigint, bigint] {
    const least = Math.min(this.exponent, other.exponent);
    const scale = ({ digits, exponent }: Decimal) => digits * 10n ** BigInt(exponent - least);
    return [scale(this), scale(other)];
  }
}

const maxExponent = 5000;
