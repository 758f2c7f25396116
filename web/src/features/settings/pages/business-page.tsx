import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { toast } from "sonner";
import { asProblem, type Business } from "@/api";
import { DraftInput, DraftSelect, DraftText } from "@/components/ui/draft-field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { useMay } from "@/lib/roles";
import { useDraft } from "@/lib/use-draft";
import { useTitle } from "@/lib/use-title";
import { zones } from "@/lib/zones";
import { businessQuery, useSaveBusiness } from "@/lib/business";
import { fieldNames, wrongBusiness, type BusinessValues } from "../business";
import { BrandPanel } from "../components/brand-panel";
import { SaveBar } from "@/components/operator/save-bar";
import { SettingsHead } from "../components/settings-head";

export function BusinessPage() {
  useTitle("Business · Ringwright");
  const { data, error, refetch } = useQuery(businessQuery);
  return (
    <>
      <SettingsHead />
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data ? (
        // A picture is saved by itself and takes nothing away from what is typed.
        <Editor key={JSON.stringify({ ...data, brand: { ...data.brand, logoUrl: null } })} saved={data} />
      ) : (
        <Skeleton className="h-96 rounded-2xl" />
      )}
    </>
  );
}

function Editor({ saved }: { saved: Business }) {
  const save = useSaveBusiness();
  const regions = useMemo(() => zones(saved.timeZone), [saved.timeZone]);
  const mayChange = useMay("organisation.write");
  const initial: BusinessValues = {
    name: saved.name,
    timeZone: saved.timeZone,
    locale: saved.locale,
    currency: saved.currency,
    region: saved.region,
    ...saved.contact,
    brandName: saved.brand.name,
    accent: saved.brand.accent,
    domain: saved.brand.domain,
  };
  const draft = useDraft<BusinessValues>({ prefix: "business", initial, check: wrongBusiness, error: save.error, names: fieldNames });
  const problem = save.error ? asProblem(save.error) : null;
  const send = () =>
    draft.submit(({ name, timeZone, locale, currency, region, email, phone, address, website, brandName, accent, domain }) =>
      save.mutate(
        {
          name: name.trim(),
          timeZone,
          locale,
          currency: currency.trim(),
          region: region.trim(),
          contact: { email: email.trim(), phone: phone.replaceAll(/[\s()-]/g, ""), address: address.trim(), website: website.trim() },
          brand: { name: brandName.trim(), accent, domain: domain.trim() },
          businessType: saved.businessType,
        },
        { onSuccess: () => toast.success("The business is saved.") },
      ),
    );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) send();
      }}
    >
      {problem?.errors.length === 0 && (
        <Notice tone="harm" title={problem.detail} className="mb-6">
          {problem.remedy}
        </Notice>
      )}
      <fieldset disabled={!mayChange} className="grid min-w-0 items-start gap-6 xl:grid-cols-2">
        <legend className="sr-only">The business</legend>
        <div className="min-w-0 space-y-6">
          <Panel id="business-title" title="The business">
            <div className="space-y-4">
              <DraftInput draft={draft} field="name" label="Name" maxLength={60} autoComplete="organization" />
              <DraftSelect draft={draft} field="timeZone" label="Time zone" help="Hours, reminders and days of figures follow it.">
                {regions.map(({ region, zones: entries }) => (
                  <optgroup key={region} label={region}>
                    {entries.map((zone) => (
                      <option key={zone.id} value={zone.id}>
                        {zone.name}
                      </option>
                    ))}
                  </optgroup>
                ))}
              </DraftSelect>
              <div className="grid grid-cols-3 gap-4">
                <DraftInput draft={draft} field="currency" label="Currency" maxLength={3} autoComplete="off" />
                <DraftInput draft={draft} field="region" label="Country" maxLength={2} autoComplete="off" />
                <DraftInput draft={draft} field="locale" label="Language" maxLength={12} autoComplete="off" />
              </div>
            </div>
          </Panel>
          <BrandPanel draft={draft} logo={saved.brand.logoUrl} />
        </div>
        <Panel id="contact-title" title="How it is reached">
          <div className="space-y-4">
            <div className="grid gap-4 sm:grid-cols-2">
              <DraftInput draft={draft} field="email" label="E-mail" type="email" autoComplete="off" />
              <DraftInput draft={draft} field="phone" label="Phone" help="With its country, such as +1 555 0100." type="tel" autoComplete="off" />
            </div>
            <DraftText draft={draft} field="address" label="Address" help="The agent tells it when somebody asks for the way." maxLength={200} />
            <DraftInput draft={draft} field="website" label="Website" type="url" placeholder="https://example.com" autoComplete="off" />
          </div>
        </Panel>
      </fieldset>
      <SaveBar dirty={draft.dirty} pending={save.isPending} what="The business" onReset={() => draft.replace(initial)} onSave={send} />
    </form>
  );
}
