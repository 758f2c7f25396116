import { useQuery } from "@tanstack/react-query";
import type { ActionCode } from "@/api";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Switch } from "@/components/ui/switch";
import { useTitle } from "@/lib/use-title";
import { configQuery, useSaveConfig } from "@/lib/business";
import { Line, Words } from "../components/kept-fields";
import { KeptForm } from "../components/kept-form";

const actions: readonly { code: ActionCode; label: string; help: string }[] = [
  { code: "book", label: "Book appointments", help: "Finds a free time and holds it while it is talked over." },
  { code: "reschedule", label: "Move appointments", help: "Of whoever calls, after asking who they are." },
  { code: "cancel", label: "Cancel appointments", help: "Of whoever calls, after asking who they are." },
  { code: "takeMessage", label: "Take messages", help: "With the name and number of who called." },
  { code: "transfer", label: "Put calls through", help: "To the number for people." },
  { code: "sendSms", label: "Send text messages", help: "In the words on this page." },
];

/** As many characters as three text messages hold. */
const LONGEST = 459;

/** What agents may do, what text messages say, and where people are. */
export function MessagesPage() {
  useTitle("Messages · Ringwright");
  return (
    <KeptForm what="Messages and actions" query={useQuery(configQuery)} save={useSaveConfig()}>
      {({ kept, change, errorAt }) => (
        <>
          <Panel id="actions-title" title="What agents may do">
            <div className="space-y-4">
              <Notice title="Not all of it is possible yet.">What is off here, no agent offers. Agents with our own voice can do none of this so far, and tell callers so.</Notice>
              {actions.map(({ code, label, help }) => (
                <Switch
                  key={code}
                  id={`action-${code}`}
                  label={label}
                  help={help}
                  checked={kept.actions[code]}
                  onChange={(on) => change("actions", { [code]: on })}
                />
              ))}
            </div>
          </Panel>
          <Panel id="sms-title" title="Text messages">
            <div className="space-y-4">
              <Notice title="No text message is sent yet.">These are the words for when they are.</Notice>
              <Words path="sms.confirmation" label="Confirmation" most={LONGEST} errorAt={errorAt} value={kept.sms.confirmation} onChange={(confirmation) => change("sms", { confirmation })} />
              <Words path="sms.reminder" label="Reminder" most={LONGEST} errorAt={errorAt} value={kept.sms.reminder} onChange={(reminder) => change("sms", { reminder })} />
              <Words path="sms.missedCall" label="After a missed call" most={LONGEST} errorAt={errorAt} value={kept.sms.missedCall} onChange={(missedCall) => change("sms", { missedCall })} />
            </div>
          </Panel>
          <Panel id="escalation-title" title="When a person is needed">
            <div className="space-y-4">
              <Notice title="No call is put through yet.">The number is kept for when they are.</Notice>
              <Line
                path="escalation.number"
                label="Number for people"
                help="With its country, such as +1 555 0100."
                type="tel"
                maxLength={24}
                errorAt={errorAt}
                value={kept.escalation.number}
                onChange={(number) => change("escalation", { number: number.replaceAll(/[\s()-]/g, "") })}
              />
              <Switch
                id="escalation-stuck"
                label="Also when the agent does not get on"
                help="Rather than to let somebody go without help."
                checked={kept.escalation.whenStuck}
                onChange={(whenStuck) => change("escalation", { whenStuck })}
              />
            </div>
          </Panel>
        </>
      )}
    </KeptForm>
  );
}
