import type { Parameter } from '../api.ts';

interface Props {
  readonly parameter: Parameter;
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}

/** The field for one parameter of a plan, of its type. */
export function ParameterField(props: Props) {
  const { parameter, fault } = props;
  const id = `parameter-${parameter.name}`;
  const help = [parameter.description && `${id}-help`, fault && `${id}-wrong`].filter(Boolean).join(' ') || undefined;
  const isBoolean = parameter.type === 'boolean';
  return (
    <div class="field">
      {isBoolean ? (
        <label class="checkbox" for={id}>
          <Control {...props} id={id} help={help} />
          <Label parameter={parameter} />
        </label>
      ) : (
        <>
          <label for={id}>
            <Label parameter={parameter} />
          </label>
          <Control {...props} id={id} help={help} />
        </>
      )}
      {parameter.description && (
        <span class="help" id={`${id}-help`}>
          {parameter.description}
        </span>
      )}
      {fault && (
        <span class="wrong" id={`${id}-wrong`}>
          {fault}
        </span>
      )}
    </div>
  );
}

function Label({ parameter: { name, label, required } }: { parameter: Parameter }) {
  return (
    <span>
      {label ?? name}
      {label && label !== name && <code class="soft"> {name}</code>}
      {required && <span class="soft"> (needed)</span>}
    </span>
  );
}

function Control({ parameter, value, fault, onChange, id, help }: Props & { id: string; help: string | undefined }) {
  const rest = {
    id,
    'aria-describedby': help,
    'aria-invalid': fault !== undefined,
    'aria-required': parameter.required === true,
  };
  if (parameter.type === 'boolean')
    return (
      <input
        {...rest}
        type="checkbox"
        checked={value === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  if (parameter.type === 'choice')
    return (
      <select {...rest} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {!(parameter.choices ?? []).includes(value) && <option value={value}>{value}</option>}
        {parameter.choices?.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  return (
    <input
      {...rest}
      class="input"
      type="text"
      inputMode={parameter.type === 'integer' ? 'numeric' : 'text'}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      value={value}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}
