const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const names: Record<string, string> = { "*": "star", "#": "hash" };

/** The keys of a telephone. */
export function Keypad({ onPress }: { onPress: (key: string) => void }) {
  return (
    <div role="group" aria-label="Keys" className="mx-auto grid w-full max-w-56 grid-cols-3 gap-2">
      {keys.map((key) => (
        <button
          key={key}
          type="button"
          aria-label={names[key]}
          onClick={() => onPress(key)}
          className="figures h-11 rounded-card border border-line bg-surface text-lg font-medium transition-colors duration-(--quick) hover:border-line-strong hover:bg-sunken active:bg-accent-soft"
        >
          {key}
        </button>
      ))}
    </div>
  );
}
