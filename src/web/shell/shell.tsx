import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './style/fields.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';
import { useTheme } from './theme.ts';
import { Toasts } from './toasts.tsx';

export interface NavItem {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
  readonly isCurrent: boolean;
  /** How many things are going on there. */
  readonly count?: number;
}

export interface ShellProps {
  readonly title: string;
  /** A word under the title: what this page belongs to. */
  readonly subtitle?: string;
  readonly home: string;
  readonly nav: readonly NavItem[];
  /** Whether what is seen changes by itself: `undefined` says nothing about it. */
  readonly isLive?: boolean | undefined;
  /** At the end of the navigation: who is signed in, say. */
  readonly end?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The frame of a page: brand, navigation, theme, and the view in the middle. */
export function Shell(props: ShellProps) {
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={toMain}>
        Skip to the content
      </button>
      <header class="side">
        <a class="brand" href={props.home}>
          <img src="./favicon.svg" width="30" height="30" alt="" />
          <span>
            {props.title}
            {props.subtitle && <small>{props.subtitle}</small>}
          </span>
        </a>
        <nav class="nav" aria-label="Views">
          {props.nav.map((item) => (
            <NavLink key={item.href} {...item} />
          ))}
        </nav>
        <div class="side-end">
          {props.end}
          <div class="side-row">
            <span class="grow">{props.isLive !== undefined && <Pulse isLive={props.isLive} />}</span>
            <ThemeSwitch />
          </div>
        </div>
      </header>
      <main class="main" id="main" tabIndex={-1}>
        {props.children}
      </main>
      <Toasts />
    </div>
  );
}

function NavLink({ href, icon, label, isCurrent, count }: NavItem) {
  return (
    <a href={href} aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={icon} />
      {label}
      {count ? (
        <span class="count">
          {count}
          <span class="unseen"> running</span>
        </span>
      ) : null}
    </a>
  );
}

/** No link: what follows # in the address names a view. */
function toMain(): void {
  document.getElementById('main')?.focus();
}

function Pulse({ isLive }: { isLive: boolean }) {
  return (
    <span class={`pulse ${isLive ? 'live' : 'away'}`} role="status">
      <span>{isLive ? 'Live' : 'Connecting …'}</span>
    </span>
  );
}

function ThemeSwitch() {
  const [theme, toggle] = useTheme();
  const label = theme === 'dark' ? 'Light colours' : 'Dark colours';
  return (
    <button type="button" class="button plain" onClick={toggle} aria-label={label} title={label}>
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  );
}

/** The beginning of a view. Its heading takes the focus when the view is entered, and names the window. */
export function Head(props: {
  title: string;
  crumbs?: ComponentChildren;
  badge?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = props.title;
  }, [props.title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      {props.crumbs && (
        <nav class="crumbs" aria-label="Way here">
          {props.crumbs}
        </nav>
      )}
      <div class="head">
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        <span class="grow">{props.badge}</span>
        {props.actions && <div class="actions">{props.actions}</div>}
      </div>
    </>
  );
}
