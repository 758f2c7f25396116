import { asProblem } from "@/api";
import { Button } from "@/components/ui/button";
import { Tick } from "@/components/ui/choice";
import { DraftInput } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Switch } from "@/components/ui/switch";
import { useDraft, type Errors } from "@/lib/use-draft";
import { useChangeEndpoint, useMakeEndpoint, type Endpoint, type EndpointForm } from "../api/endpoints";
import { sorts, typedKinds, wrongUrl } from "../words";

interface Values {
  url: string;
  description: string;
  all: boolean;
  chosen: string[];
  others: string;
  active: boolean;
}

const known: readonly string[] = sorts.map((sort) => sort.kind);

function check(values: Values): Errors<Values> {
  const errors: Errors<Values> = {};
  const url = wrongUrl(values.url);
  if (url) errors.url = url;
  if (!values.all && values.chosen.length === 0 && typedKinds(values.others).length === 0) {
    errors.others = "Choose at least one sort of events, or ask for everything.";
  }
  return errors;
}

interface Props {
  endpoint?: Endpoint;
  /** Told when one was made, with its secret. */
  onMade?: (secret: string) => void;
  onSaved?: () => void;
  onClose: () => void;
}

/** Changes an endpoint, or makes one when none is given. */
export function EndpointSheet({ endpoint, onMade, onSaved, onClose }: Props) {
  const make = useMakeEndpoint();
  const change = useChangeEndpoint(endpoint?.id ?? "");
  const mutation = endpoint ? change : make;
  const draft = useDraft<Values>({
    prefix: "endpoint",
    initial: {
      url: endpoint?.url ?? "",
      description: endpoint?.description ?? "",
      all: (endpoint?.kinds.length ?? 0) === 0,
      chosen: (endpoint?.kinds ?? []).filter((kind) => known.includes(kind)),
      others: (endpoint?.kinds ?? []).filter((kind) => !known.includes(kind)).join(", "),
      active: endpoint?.active ?? true,
    },
    check,
    error: mutation.error,
    names: { kinds: "others" },
  });
  const { values } = draft;
  const problem = mutation.error ? asProblem(mutation.error) : null;

  const send = () =>
    draft.submit(({ url, description, all, chosen, others, active }) => {
      const body: EndpointForm = {
        url: url.trim(),
        description: description.trim(),
        kinds: all ? [] : [...chosen, ...typedKinds(others)],
        active,
      };
      if (endpoint) {
        change.mutate(body, { onSuccess: () => onSaved?.() });
        return;
      }
      make.mutate(body, { onSuccess: ({ secret }) => onMade?.(secret) });
    });

  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={endpoint ? "Change the endpoint" : "Add an endpoint"}
      description="An address of yours that hears of what happens here, within a second or two."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" type="submit" form="endpoint-form" pending={mutation.isPending}>
            {endpoint ? "Save" : "Add the endpoint"}
          </Button>
        </>
      }
    >
      <form
        id="endpoint-form"
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!mutation.isPending) send();
        }}
      >
        {problem && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput
          draft={draft}
          field="url"
          label="Address"
          help="Messages are posted there. It must be reachable from the internet, by https."
          placeholder="https://example.com/hooks"
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
        />
        <DraftInput draft={draft} field="description" label="What it is for" help="For you and your colleagues." maxLength={120} autoComplete="off" />
        <fieldset>
          <legend className="mb-2 text-sm font-medium">What it hears</legend>
          <Tick id="endpoint-all" checked={values.all} onChange={(event) => draft.set("all", event.target.checked)}>
            Everything that happens
          </Tick>
          {!values.all && (
            <div className="appear mt-3 space-y-3 border-l-2 border-line pl-4">
              {sorts.map(({ kind, label, text }) => (
                <Tick
                  key={kind}
                  id={`endpoint-${kind}`}
                  checked={values.chosen.includes(kind)}
                  onChange={(event) =>
                    draft.set("chosen", event.target.checked ? [...values.chosen, kind] : values.chosen.filter((entry) => entry !== kind))
                  }
                >
                  <span className="font-medium">{label}</span>
                  <span className="block text-[0.8125rem] leading-5 text-faint">{text}</span>
                </Tick>
              ))}
              <DraftInput
                draft={draft}
                field="others"
                label="And these kinds"
                help="Such as call.ended, apart by commas."
                autoComplete="off"
                spellCheck={false}
              />
            </div>
          )}
        </fieldset>
        {endpoint && (
          <Switch
            id="endpoint-active"
            label="Active"
            help="What happens while it is off is not sent later."
            checked={values.active}
            onChange={(active) => draft.set("active", active)}
          />
        )}
      </form>
    </Sheet>
  );
}
