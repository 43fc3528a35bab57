import { formatValue, Int, int, Struct, typedList, type Value } from '../go/index.ts';
import { compileCommands } from './compile-pipeline.ts';
import { dig, fail, type Signal, type Step, type Unit } from './compiled.ts';
import type { Execution, Frame, Val } from './execution.ts';
import type { BranchNode, ListNode, Node, PipeNode } from './nodes.ts';
import { textOfMade } from './print-value.ts';
import { sortedKeys } from './sorted-keys.ts';
import { assign, type Store } from './variables.ts';

type CompileList = (unit: Unit, list: ListNode) => Step;

export function compileRange(unit: Unit, node: BranchNode, compileList: CompileList): Step {
  const { scope } = unit;
  const { expr, last } = compileCommands(unit, node.pipe);
  const { storeKey, storeItem, initial } = compileVariables(unit, node.pipe, last);
  const origin = scope.reserve();
  const body = scope.within(() => {
    scope.dotOrigin = origin;
    return compileList(unit, node.list);
  });
  const elseList = node.elseList && compileList(unit, node.elseList);
  const loop: Loop = { node, body, storeKey, storeItem };
  return (run, dot, frame) => {
    const value = dig(expr(run, dot, frame));
    for (const store of initial) store(run, frame, value);
    const items = itemsOf(value);
    frame[origin] = items;
    if (items instanceof Int && node.pipe.variables.length > 1) {
      return fail(run, last, `can't use ${formatValue(items)} to iterate over more than one variable`);
    }
    if (isEmpty(items)) return elseList ? elseList(run, dot, frame) : 0;
    if (Array.isArray(items)) return overList(run, frame, loop, items);
    if (items instanceof Map) return overMap(run, frame, loop, items);
    if (items instanceof Int) return overInt(run, frame, loop, items);
    return fail(run, last, `range can't iterate over ${textOfMade(value as Value)}`);
  };
}

interface Loop {
  readonly node: BranchNode;
  readonly body: Step;
  readonly storeKey: Store | undefined;
  readonly storeItem: StoreItem | undefined;
}

/** `container`: the list or map that it is an item of. */
type StoreItem = (run: Execution, frame: Frame, item: Val, container: Val) => void;

interface LoopVariables extends Pick<Loop, 'storeItem' | 'storeKey'> {
  /** Before the loop, each variable has the value of the pipeline: an `else` sees it. */
  readonly initial: readonly Store[];
}

/** One variable is the item, two are key and item. */
function compileVariables(unit: Unit, pipe: PipeNode, last: Node | undefined): LoopVariables {
  const names = pipe.variables.map(({ names: [name] }) => name!);
  if (names.length === 0) return { storeKey: undefined, storeItem: undefined, initial: [] };
  if (pipe.isAssign) {
    const stores = names.map((name) => assign(unit, name, last));
    return { storeKey: stores.length > 1 ? stores[0] : undefined, storeItem: stores.at(-1)!, initial: stores };
  }
  const key = names.length > 1 ? storeIn(unit.scope.declare(names[0]!).slot) : undefined;
  const { slot, originSlot } = unit.scope.declare(names.at(-1)!, true);
  const storeItem: StoreItem = (_run, frame, item, container) => {
    frame[slot] = item;
    frame[originSlot!] = container;
  };
  const initial: Store = (run, frame, value) => storeItem(run, frame, value, undefined);
  return { storeKey: key, storeItem, initial: key ? [key, initial] : [initial] };
}

function storeIn(slot: number): Store {
  return (_run, frame, value) => {
    frame[slot] = value;
  };
}

function itemsOf(value: Val): Val {
  if (value instanceof Uint8Array) {
    return typedList(
      'uint8',
      Array.from(value, (byte) => new Int(BigInt(byte), 'uint8')),
    );
  }
  if (!(value instanceof Struct)) return value;
  const { kind, items } = value.type;
  if (kind === 'int' || kind === 'int64') return new Int(value.self as bigint, kind);
  return items ? items(value) : value;
}

function isEmpty(items: Val): boolean {
  if (items === undefined) return true;
  if (Array.isArray(items)) return items.length === 0;
  if (items instanceof Map) return items.size === 0;
  return items instanceof Int && items.value <= 0n;
}

function overList(run: Execution, frame: Frame, loop: Loop, list: readonly Value[]): Signal {
  const { node, body, storeKey, storeItem } = loop;
  const { length } = list;
  for (let i = 0; i < length; i += 1) {
    const item = list[i]!;
    run.step(node);
    if (storeItem) storeItem(run, frame, item, list as Value);
    if (storeKey) storeKey(run, frame, int(i));
    if (body(run, item, frame) === 1) return 0;
  }
  return 0;
}

function overMap(run: Execution, frame: Frame, loop: Loop, map: ReadonlyMap<string, Value>): Signal {
  const { node, body, storeKey, storeItem } = loop;
  const keys = sortedKeys(map);
  // what the body changes in the map is not seen by the loop
  const items = keys.map((key) => map.get(key)!);
  for (let i = 0; i < keys.length; i += 1) {
    const item = items[i]!;
    run.step(node);
    if (storeItem) storeItem(run, frame, item, map as Val);
    if (storeKey) storeKey(run, frame, keys[i]!);
    if (body(run, item, frame) === 1) return 0;
  }
  return 0;
}

function overInt(run: Execution, frame: Frame, loop: Loop, count: Int): Signal {
  const { node, body, storeItem } = loop;
  for (let i = 0n; i < count.value; i += 1n) {
    const item = count.type === 'int' ? int(i) : new Int(i, count.type);
    run.step(node);
    if (storeItem) storeItem(run, frame, item, undefined);
    if (body(run, item, frame) === 1) return 0;
  }
  return 0;
}
