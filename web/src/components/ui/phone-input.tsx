import { ChevronDown } from "lucide-react";
import { useMemo, useState, type ChangeEvent, type Ref } from "react";
import { cn } from "@/lib/cn";
import { asTyped, flag, region, regions, toE164, type CountryCode } from "@/lib/phone";
import { useIdle } from "@/lib/use-idle";
import { inputStyle } from "./field";

export interface PhoneValue {
  /** As the visitor sees it. */
  typed: string;
  region: CountryCode;
  /** In E.164, or null while it is not a possible number. */
  e164: string | null;
}

export const emptyPhone = (region: CountryCode): PhoneValue => ({ typed: "", region, e164: null });

interface Props {
  id: string;
  value: PhoneValue;
  onChange: (value: PhoneValue) => void;
  onBlur?: () => void;
  ref?: Ref<HTMLInputElement>;
  "aria-invalid"?: boolean | undefined;
  "aria-describedby"?: string | undefined;
}

/** A telephone number with its country; formats while it is typed and keeps the caret at the end of typing. */
export function PhoneInput({ id, value, onChange, onBlur, ref, ...aria }: Props) {
  // The countries of the world come when the page has nothing better to do, or when they are asked for.
  const idle = useIdle();
  const [open, setOpen] = useState(false);
  const list = useMemo(() => (idle || open ? regions() : [region(value.region)]), [idle, open, value.region]);
  const { calling } = region(value.region);

  const write = (typed: string, code: CountryCode) => onChange({ typed, region: code, e164: toE164(typed, code) });

  const type = (event: ChangeEvent<HTMLInputElement>) => {
    const raw = event.target.value.replace(/[^\d+()\-. /]/g, "");
    const atEnd = event.target.selectionStart === event.target.value.length;
    const deleting = raw.length < value.typed.length;
    if (!atEnd || deleting) {
      write(raw, value.region);
      return;
    }
    const shaped = asTyped(raw.replace(/^00/, "+"), value.region);
    write(shaped.text, shaped.region);
  };

  const tidy = () => {
    const shaped = asTyped(value.typed, value.region);
    if (shaped.text !== value.typed || shaped.region !== value.region) write(shaped.text, shaped.region);
    onBlur?.();
  };

  return (
    <div className="flex">
      <div
        className={cn(
          "relative flex h-11 shrink-0 items-center gap-1.5 rounded-l-card border border-r-0 border-line-strong/60 pr-2 pl-3 text-[0.9375rem]",
          "focus-within:z-10 focus-within:outline-2 focus-within:outline-accent-text/60",
          open ? "bg-surface" : "bg-sunken",
        )}
      >
        <span aria-hidden className="text-lg leading-none">
          {flag(value.region)}
        </span>
        <span aria-hidden className="figures text-soft">
          +{calling}
        </span>
        <ChevronDown aria-hidden className="size-3.5 text-faint" />
        <select
          aria-label="Country of the number"
          autoComplete="tel-country-code"
          className="absolute inset-0 w-full opacity-0"
          value={value.region}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onChange={(event) => {
            const code = event.target.value as CountryCode;
            const national = value.typed.startsWith("+") ? "" : value.typed.replace(/\D/g, "");
            write(asTyped(national, code).text, code);
          }}
        >
          {list.map(({ code, name, calling: prefix }) => (
            <option key={code} value={code}>
              {name} (+{prefix})
            </option>
          ))}
        </select>
      </div>
      <input
        ref={ref}
        id={id}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        className={cn(inputStyle, "figures h-11 rounded-l-none!")}
        value={value.typed}
        onChange={type}
        onBlur={tidy}
        maxLength={32}
        required
        {...aria}
      />
    </div>
  );
}
