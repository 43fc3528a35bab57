import { useRef } from 'preact/hooks';
import { Icon } from '../shell/index.ts';
import { isKey } from './params.ts';

export interface FreePair {
  readonly key: string;
  readonly value: string;
}

/** Parameters that the plan does not name. @param isAlone the plan names none */
export function FreePairs(props: {
  pairs: readonly FreePair[];
  isAlone: boolean;
  onChange: (pairs: readonly FreePair[]) => void;
}) {
  const { pairs, isAlone, onChange } = props;
  const box = useRef<HTMLFieldSetElement>(null);
  const put = (index: number, change: Partial<FreePair>) =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...change } : pair)));
  const add = () => {
    onChange([...pairs, { key: '', value: '' }]);
    requestAnimationFrame(() => box.current?.querySelector<HTMLInputElement>('.pair:last-of-type input')?.focus());
  };
  return (
    <fieldset class="field" ref={box}>
      <legend>{isAlone ? 'Parameters' : 'Further parameters'}</legend>
      {pairs.length === 0 && isAlone && (
        <span class="help">This service names none. What its steps understand can be added.</span>
      )}
      {pairs.map(({ key, value }, index) => (
        <div class="pair" key={index}>
          <input
            class="input mono"
            aria-label={`Name of parameter ${index + 1}`}
            aria-invalid={key !== '' && !isKey(key)}
            placeholder="name"
            spellcheck={false}
            value={key}
            onInput={(event) => put(index, { key: event.currentTarget.value })}
          />
          <input
            class="input mono"
            aria-label={`Value of parameter ${index + 1}`}
            placeholder="value"
            spellcheck={false}
            value={value}
            onInput={(event) => put(index, { value: event.currentTarget.value })}
          />
          <button
            type="button"
            class="button plain"
            aria-label={`Leave out parameter ${index + 1}`}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <Icon name="cross" size={16} />
          </button>
        </div>
      ))}
      <div>
        <button type="button" class="button plain" onClick={add}>
          <Icon name="plus" size={16} />
          Add a parameter
        </button>
      </div>
    </fieldset>
  );
}
