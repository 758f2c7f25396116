const waves = [214, 252, 290];
const screws = [
  [300, 62],
  [300, 556],
] as const;

/** The ringer of an old wall telephone: a brass gong on its plate, and the hammer that strikes it. */
export function Bell({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 600 620" className={className} fill="none">
      <defs>
        <radialGradient id="gong" cx="0.34" cy="0.28" r="0.82">
          <stop offset="0" stopColor="#fdf0cf" />
          <stop offset="0.16" stopColor="#efc878" />
          <stop offset="0.5" stopColor="#cb9033" />
          <stop offset="0.82" stopColor="#946016" />
          <stop offset="1" stopColor="#6b420b" />
        </radialGradient>
        <linearGradient id="rim" x1="0" y1="0" x2="0.9" y2="1">
          <stop offset="0" stopColor="#fff0c9" />
          <stop offset="0.5" stopColor="#a06817" />
          <stop offset="1" stopColor="#f3d391" />
        </linearGradient>
        <linearGradient id="plate" x1="0" y1="0" x2="1" y2="0">
          <stop offset="0" stopColor="#2b3342" />
          <stop offset="0.5" stopColor="#1a202b" />
          <stop offset="1" stopColor="#10141c" />
        </linearGradient>
        <linearGradient id="steel" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#f1f3f6" />
          <stop offset="0.5" stopColor="#aab2c0" />
          <stop offset="1" stopColor="#525b6b" />
        </linearGradient>
        <radialGradient id="shade">
          <stop offset="0.8" stopColor="#12161f" stopOpacity="0.34" />
          <stop offset="1" stopColor="#12161f" stopOpacity="0" />
        </radialGradient>
      </defs>

      <g stroke="var(--accent)" strokeWidth="1.5">
        {waves.map((radius, index) => (
          <circle key={radius} cx="300" cy="290" r={radius - 8} opacity={0.5 - index * 0.16} />
        ))}
      </g>

      <rect x="238" y="22" width="124" height="576" rx="30" fill="url(#plate)" />
      <rect x="239" y="23" width="122" height="574" rx="29" stroke="#ffffff" strokeOpacity="0.1" strokeWidth="2" />
      {screws.map(([x, y]) => (
        <g key={y}>
          <circle cx={x} cy={y} r="13" fill="url(#steel)" />
          <path d={`M${x - 8} ${y + 5}l16 -10`} stroke="#3a414e" strokeWidth="3" strokeLinecap="round" />
        </g>
      ))}

      <circle cx="308" cy="304" r="196" fill="url(#shade)" />
      <circle cx="300" cy="290" r="172" fill="url(#gong)" />
      <circle cx="300" cy="290" r="169.5" stroke="url(#rim)" strokeWidth="5" />
      <g strokeWidth="2">
        <circle cx="300" cy="290" r="140" stroke="#fff4d8" strokeOpacity="0.28" />
        <circle cx="300" cy="290" r="136" stroke="#4a2d05" strokeOpacity="0.22" />
        <circle cx="300" cy="290" r="84" stroke="#fff4d8" strokeOpacity="0.26" />
        <circle cx="300" cy="290" r="80" stroke="#4a2d05" strokeOpacity="0.24" />
      </g>
      <path d="M180 216A141 141 0 0 1 262 154" stroke="#fffaf0" strokeOpacity="0.8" strokeWidth="9" strokeLinecap="round" />
      <path d="M284 150.5A141 141 0 0 1 296 149.5" stroke="#fffaf0" strokeOpacity="0.8" strokeWidth="9" strokeLinecap="round" />
      <circle cx="303" cy="296" r="35" fill="#4a2d05" opacity="0.35" />
      <circle cx="300" cy="290" r="30" fill="url(#steel)" />
      <circle cx="300" cy="290" r="29" stroke="#ffffff" strokeOpacity="0.5" strokeWidth="2" />
      <path d="M282 300l36 -20" stroke="#3a414e" strokeWidth="6" strokeLinecap="round" />

      <g className="origin-[326px_514px] animate-[strike_5s_ease-in-out_infinite]" style={{ transformBox: "view-box" }}>
        <path d="M326 514L438 436" stroke="#12161f" strokeOpacity="0.3" strokeWidth="12" strokeLinecap="round" transform="translate(4 8)" />
        <path d="M326 514L438 436" stroke="url(#steel)" strokeWidth="11" strokeLinecap="round" />
        <circle cx="444" cy="434" r="31" fill="url(#gong)" />
        <circle cx="444" cy="434" r="29.5" stroke="url(#rim)" strokeWidth="3" />
      </g>
      <circle cx="326" cy="514" r="17" fill="url(#steel)" />
      <path d="M317 520l18 -12" stroke="#3a414e" strokeWidth="4" strokeLinecap="round" />
    </svg>
  );
}
