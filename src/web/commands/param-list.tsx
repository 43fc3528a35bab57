import { readParams } from './params.ts';

/** Parameters as they were given, one after the other. */
export function ParamList({ params }: { params: string }) {
  const pairs = Object.entries(readParams(params));
  if (pairs.length === 0) return <span class="soft">none</span>;
  return (
    <ul class="param-list">
      {pairs.map(([key, value]) => (
        <li key={key}>
          <b>{key}=</b>
          {value}
        </li>
      ))}
    </ul>
  );
}
