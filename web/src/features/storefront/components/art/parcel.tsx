const stars = [
  [156, 170, 7],
  [232, 132, 4],
  [196, 244, 5],
  [140, 330, 5],
  [214, 402, 7],
  [160, 462, 4],
  [398, 150, 5],
  [456, 214, 7],
  [402, 262, 4],
  [452, 366, 5],
  [388, 420, 7],
  [446, 470, 4],
] as const;

const star = (x: number, y: number, r: number) =>
  `M${x} ${y - r}Q${x} ${y} ${x + r} ${y}Q${x} ${y} ${x} ${y + r}Q${x} ${y} ${x - r} ${y}Q${x} ${y} ${x} ${y - r}Z`;

/** A wrapped parcel seen from above; its ribbon is the cord of a telephone's receiver on the tag. */
export function Parcel({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 600 620" className={className} fill="none">
      <g transform="rotate(-5 300 320)">
        <rect x="104" y="128" width="392" height="392" rx="26" fill="var(--text)" opacity="0.09" transform="translate(6 18)" />
        <rect x="104" y="122" width="392" height="392" rx="26" fill="var(--accent-soft)" stroke="var(--accent-line)" strokeWidth="1.5" />
        {stars.map(([x, y, r]) => (
          <path key={`${x}-${y}`} d={star(x, y, r)} fill="var(--accent-line)" />
        ))}
        <rect x="276" y="122" width="58" height="392" fill="var(--accent)" />
        <rect x="104" y="292" width="392" height="58" fill="var(--accent)" />
        <path d="M286 122v392M324 122v392M104 302h392M104 340h392" stroke="var(--on-accent)" strokeOpacity="0.22" strokeWidth="1.5" strokeDasharray="5 5" />

        <path d="M300 326C268 388 226 430 206 466l34-4 14 30c22-40 44-96 60-156z" fill="var(--accent-hover)" stroke="var(--accent-edge)" strokeWidth="1.5" strokeLinejoin="round" />
        <path d="M312 326c30 58 66 104 92 134l-35 2-8 32c-28-38-48-94-60-158z" fill="var(--accent-hover)" stroke="var(--accent-edge)" strokeWidth="1.5" strokeLinejoin="round" />
        <path d="M298 318C246 326 176 316 158 272c-14-36 22-58 62-40 36 16 64 50 84 84z" fill="var(--accent)" stroke="var(--accent-edge)" strokeWidth="1.5" strokeLinejoin="round" />
        <path d="M290 312c-32-4-74-14-96-42 30-4 70 12 96 42z" fill="var(--accent-edge)" opacity="0.5" />
        <path d="M312 318c52 8 122-2 140-46 14-36-22-58-62-40-36 16-64 50-84 84z" fill="var(--accent)" stroke="var(--accent-edge)" strokeWidth="1.5" strokeLinejoin="round" />
        <path d="M320 312c32-4 74-14 96-42-30-4-70 12-96 42z" fill="var(--accent-edge)" opacity="0.5" />
        <rect x="278" y="292" width="54" height="56" rx="17" fill="var(--accent)" stroke="var(--accent-edge)" strokeWidth="1.5" />
        <path d="M292 304c5 10 5 22 0 32M318 304c-5 10-5 22 0 32" stroke="var(--on-accent)" strokeOpacity="0.3" strokeWidth="1.5" strokeLinecap="round" />
      </g>

      <path d="M330 330C400 400 444 396 470 372" stroke="var(--text-soft)" strokeWidth="2" />
      <g transform="rotate(14 486 424)">
        <path d="M434 384l30-30h86a14 14 0 0 1 14 14v118a14 14 0 0 1-14 14H448a14 14 0 0 1-14-14z" fill="var(--text)" opacity="0.08" transform="translate(3 9)" />
        <path d="M434 384l30-30h86a14 14 0 0 1 14 14v118a14 14 0 0 1-14 14H448a14 14 0 0 1-14-14z" fill="var(--raised)" stroke="var(--line)" strokeWidth="1.5" />
        <circle cx="466" cy="386" r="8" fill="var(--page)" stroke="var(--line-strong)" strokeWidth="1.5" />
        <path d="M478 420c8-6 17-6 21 1l7 12c3 6 1 11-5 15-4 3-4 6-2 10 5 9 11 15 20 20 4 2 7 2 10-2 4-6 9-8 15-5l12 7c7 4 7 13 1 21-7 9-19 12-33 6-24-9-43-28-52-52-6-14-3-26 6-33z" transform="translate(62 62) scale(.86)" fill="var(--accent-text)" />
      </g>
    </svg>
  );
}
