import { Monitor, Moon, Sun } from "lucide-react";
import { setTheme, useTheme, type Theme } from "@/lib/theme";
import { Button } from "./button";

const steps: Record<Theme, { next: Theme; Mark: typeof Sun }> = {
  system: { next: "light", Mark: Monitor },
  light: { next: "dark", Mark: Sun },
  dark: { next: "system", Mark: Moon },
};

export function ThemeToggle({ onChange }: { onChange?: (theme: Theme) => void }) {
  const theme = useTheme();
  const { next, Mark } = steps[theme];
  return (
    <Button
      look="ghost"
      size="icon"
      aria-label={`Theme: ${theme}. Change to ${next}.`}
      title={`Theme: ${theme}`}
      onClick={() => {
        setTheme(next);
        onChange?.(next);
      }}
    >
      <Mark aria-hidden />
    </Button>
  );
}
