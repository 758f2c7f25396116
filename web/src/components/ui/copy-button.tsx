import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Button } from "./button";

/** Copies a text and says so on the button itself. */
export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toast.error("The browser does not allow copying here. Select the text and copy it by hand.");
    }
  };
  return (
    <Button look="ghost" size="icon" className={`size-7! ${className ?? ""}`} aria-label={label} title={label} onClick={() => void copy()}>
      {copied ? <Check aria-hidden className="text-live-text" /> : <Copy aria-hidden />}
      <span role="status" className="sr-only">
        {copied && "Copied"}
      </span>
    </Button>
  );
}
