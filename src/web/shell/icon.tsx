/** Outlines on a grid of 24, drawn for this page. */
const paths = {
  commands: 'M4 6l5 5-5 5M12 18h8',
  deployments: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  plans: 'M4 5h16M4 5v5h16V5M4 14h7v5H4zM15 14h5v5h-5z',
  releases: 'M5 4v12a3 3 0 003 3h3M5 9h6M15 6h5v5h-5zM15 16h5v5h-5z',
  users:
    'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3 20c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5M16 4.5a3.5 3.5 0 010 6.2M18 15c2 .8 3 2.6 3 5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  dash: 'M6 12h12',
  clock: 'M12 7v5l3.5 2M12 21a9 9 0 100-18 9 9 0 000 18z',
  turning: 'M12 3a9 9 0 109 9',
  plus: 'M12 5v14M5 12h14',
  again:
    'M4 12a8 8 0 018-8c2.6 0 4.8 1.2 6.3 3.1L20 9M20 4v5h-5M20 12a8 8 0 01-8 8c-2.6 0-4.8-1.2-6.3-3.1L4 15M4 20v-5h5',
  stop: 'M7 7h10v10H7z',
  search: 'M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l4.5 4.5',
  sun: 'M12 16.5a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 019.5 4a8.5 8.5 0 1010.5 10.5z',
  leave: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  key: 'M8.5 19a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM11.7 11.3L20 3M16 7l3 3',
  chevron: 'M9 6l6 6-6 6',
  warning: 'M12 9v5M12 17v.5M12 3.5L2.5 20h19z',
  box: 'M4 8h16v12H4zM4 8l3-4h10l3 4M10 12h4',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10',
  download: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
} as const;

export type IconName = keyof typeof paths;

/** Says nothing by itself: the words beside it do. */
export function Icon({ name, size = 18, class: className }: { name: IconName; size?: number; class?: string }) {
  return (
    <svg
      class={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
