import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";

interface Props {
  title: string;
  /** What it is for, in a sentence. */
  children: string;
  secret: string;
  onClose: () => void;
}

/** A secret that is shown this once. */
export function SecretDialog({ title, children, secret, onClose }: Props) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={children} focus="secret-done">
      <p className="flex items-center gap-2 rounded-card border border-accent-line bg-accent-soft py-2 pr-2 pl-4">
        <code className="min-w-0 grow font-mono text-sm wrap-anywhere select-all">{secret}</code>
        <CopyButton text={secret} label="Copy the secret" className="shrink-0" />
      </p>
      <p className="mt-3 text-[0.8125rem] leading-5 text-faint">It is shown only now. If it is lost, make a new one.</p>
      <div className="mt-6 flex justify-end">
        <Button id="secret-done" look="primary" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </Dialog>
  );
}
