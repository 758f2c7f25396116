const bars = [18, 34, 58, 86, 64, 104, 138, 96, 120, 152, 108, 72, 94, 60, 38, 22];

/** A telephone lying still, with a voice on it. */
export function Handset({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 600 620" className={className} fill="none">
      <circle cx="300" cy="312" r="268" fill="var(--accent-soft)" />
      <circle cx="300" cy="312" r="268" stroke="var(--accent-line)" strokeOpacity="0.6" strokeWidth="1.5" />
      <rect x="176" y="66" width="248" height="500" rx="44" fill="var(--text)" opacity="0.1" transform="translate(4 16)" />
      <rect x="176" y="60" width="248" height="500" rx="44" fill="var(--raised)" stroke="var(--line)" strokeWidth="1.5" />
      <rect x="268" y="82" width="64" height="6" rx="3" fill="var(--line)" />

      <circle cx="300" cy="172" r="34" fill="var(--accent)" stroke="var(--accent-edge)" strokeWidth="1.5" />
      <circle cx="300" cy="163" r="10.5" fill="var(--on-accent)" />
      <path d="M280 191c3-11 11-16 20-16s17 5 20 16" stroke="var(--on-accent)" strokeWidth="7" strokeLinecap="round" />
      <rect x="246" y="226" width="108" height="11" rx="5.5" fill="var(--text)" opacity="0.8" />
      <rect x="268" y="249" width="64" height="8" rx="4" fill="var(--line-strong)" opacity="0.7" />

      <g fill="var(--accent)">
        {bars.map((height, n) => (
          <rect key={n} x={204 + n * 12.1} y={352 - height / 2} width="6" height={height} rx="3" opacity={n > 9 ? 0.35 : 1} />
        ))}
      </g>

      <circle cx="248" cy="492" r="27" fill="var(--sunken)" stroke="var(--line)" strokeWidth="1.5" />
      <path d="M240 486v8a8 8 0 0 0 16 0v-8M248 502v6" stroke="var(--text-soft)" strokeWidth="3" strokeLinecap="round" />
      <circle cx="352" cy="492" r="27" fill="var(--harm-fill)" />
      <path d="M338 497c8-8 20-8 28 0" stroke="#fff" strokeWidth="6" strokeLinecap="round" />
    </svg>
  );
}
