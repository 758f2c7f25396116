import { ImageUp } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { BellMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { DraftInput } from "@/components/ui/draft-field";
import { FieldNote } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { isColour } from "@/lib/colour";
import { sayProblem } from "@/lib/operator";
import type { Draft } from "@/lib/use-draft";
import { useSaveLogo } from "@/lib/business";
import type { BusinessValues } from "../business";

/** The most bytes of a picture. */
const MOST = 512 * 1024;

/** What callers and visitors see and hear of the business: a picture, a name, a colour, an address. */
export function BrandPanel({ draft, logo }: { draft: Draft<BusinessValues>; logo: string | null }) {
  return (
    <Panel id="brand-title" title="Brand">
      <div className="space-y-4">
        <Logo logo={logo} />
        <DraftInput draft={draft} field="brandName" label="Name that people see" help="The name of the business unless there is another." maxLength={60} autoComplete="off" />
        <div className="grid gap-4 sm:grid-cols-2">
          <div className="flex items-start gap-2">
            <DraftInput draft={draft} field="accent" label="Colour" help="Such as #b7791f." maxLength={7} spellCheck={false} autoComplete="off" className="min-w-0 grow" />
            <input
              type="color"
              aria-label="Choose the colour"
              value={isColour(draft.values.accent) ? draft.values.accent : "#b7791f"}
              onChange={(event) => draft.set("accent", event.target.value)}
              className="mt-[1.625rem] h-11 w-12 shrink-0 cursor-pointer rounded-card border border-line-strong/60 bg-surface p-1"
            />
          </div>
          <DraftInput draft={draft} field="domain" label="Own address" help="Such as calls.example.com." spellCheck={false} autoComplete="off" />
        </div>
      </div>
    </Panel>
  );
}

function Logo({ logo }: { logo: string | null }) {
  const save = useSaveLogo();
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<string>();
  const send = (file: File | undefined) => {
    if (!file) return;
    const refused = !/^image\/(?:png|jpeg|webp)$/.test(file.type) ? "Choose a PNG, JPEG or WebP." : file.size > MOST ? "Choose a picture of up to 512 kB." : undefined;
    setWrong(refused);
    if (!refused) save.mutate(file, { onSuccess: () => toast.success("The picture is saved."), onError: sayProblem });
  };
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">Picture</p>
      <div className="flex items-center gap-4">
        <span className="flex size-16 shrink-0 items-center justify-center overflow-hidden rounded-card border border-line bg-sunken">
          {logo ? <img src={logo} alt="The picture of the business" className="size-full object-contain" /> : <BellMark className="h-7" />}
        </span>
        <div>
          <Button size="sm" pending={save.isPending} aria-describedby={wrong ? "logo-error" : "logo-help"} onClick={() => input.current?.click()}>
            <ImageUp aria-hidden />
            {logo ? "Choose another" : "Choose a picture"}
          </Button>
          <FieldNote id="logo" help="PNG, JPEG or WebP, square, up to 512 kB. Saved at once." error={wrong} />
        </div>
      </div>
      <input
        ref={input}
        type="file"
        aria-label="Picture of the business"
        accept="image/png,image/jpeg,image/webp"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          send(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
