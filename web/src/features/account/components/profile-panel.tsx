import { useMemo } from "react";
import { toast } from "sonner";
import { asProblem, type Profile } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DraftInput, DraftSelect } from "@/components/ui/draft-field";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { UnsavedGuard } from "@/components/ui/unsaved-guard";
import { appointment, moment, viewerZone, zoneName } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { useDraft } from "@/lib/use-draft";
import { useNow } from "@/lib/use-now";
import { zones } from "@/lib/zones";
import { useChangeProfile, useResend } from "../api/account";
import { languagesWith } from "../words";

/** Who somebody is, and how dates are written for them. */
export function ProfilePanel({ profile }: { profile: Profile }) {
  const change = useChangeProfile();
  const now = useNow(10_000);
  const initial = { name: profile.name, locale: profile.locale, timeZone: profile.timeZone };
  const draft = useDraft({
    prefix: "profile",
    initial,
    check: ({ name }) => (name.trim() === "" ? { name: "Enter your name." } : {}),
    error: change.error,
  });
  const regions = useMemo(() => zones(profile.timeZone || viewerZone()), [profile.timeZone]);
  const problem = change.error ? asProblem(change.error) : null;
  const send = (values: typeof initial) =>
    change.mutate(
      { ...values, name: values.name.trim() },
      {
        onSuccess: ({ name, locale, timeZone }) => {
          draft.replace({ name, locale, timeZone });
          toast.success("Your profile is saved.");
        },
      },
    );
  return (
    <Panel id="profile-title" title="You" aside={<span className="text-[0.8125rem] text-faint">Here since {moment(profile.createdAt)}</span>}>
      <UnsavedGuard dirty={draft.dirty && !change.isPending} what="Your profile" />
      <form
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!change.isPending) draft.submit(send);
        }}
      >
        {problem?.errors.length === 0 && (
          <Notice tone="harm" title={problem.detail}>
            {problem.remedy}
          </Notice>
        )}
        <DraftInput draft={draft} field="name" label="Name" autoComplete="name" maxLength={80} />
        <MailAddress profile={profile} />
        <div className="grid gap-4 sm:grid-cols-2">
          <DraftSelect draft={draft} field="locale" label="Dates as written in">
            <option value="">As in your browser</option>
            {languagesWith(profile.locale).map(({ tag, name }) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </DraftSelect>
          <DraftSelect draft={draft} field="timeZone" label="Times as in">
            <option value="">Your device, {zoneName(viewerZone())}</option>
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
        </div>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="figures text-[0.8125rem] text-faint">Now is {appointment(now)}</p>
          <Button type="submit" look={draft.dirty ? "primary" : "plain"} pending={change.isPending} disabled={!draft.dirty}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function MailAddress({ profile }: { profile: Profile }) {
  const resend = useResend();
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">E-mail</p>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
        <span className="wrap-anywhere">{profile.email}</span>
        <Badge tone={profile.emailVerified ? "live" : "accent"}>{profile.emailVerified ? "Confirmed" : "Not confirmed"}</Badge>
        {profile.google && <Badge tone="quiet">Signs in with Google</Badge>}
        {!profile.emailVerified && (
          <Button
            size="sm"
            pending={resend.isPending}
            onClick={() => resend.mutate(undefined, { onSuccess: () => toast.success("Another mail is on its way."), onError: sayProblem })}
          >
            Send the mail again
          </Button>
        )}
      </p>
    </div>
  );
}
