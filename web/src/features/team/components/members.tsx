import { UserMinus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { Member, Role } from "@/api";
import { Badge } from "@/components/ui/badge";
import { Confirm } from "@/components/ui/dialog";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Select } from "@/components/ui/select";
import { bodyRow, cell, headRow, Table, Th } from "@/components/ui/table";
import { cn } from "@/lib/cn";
import { moment } from "@/lib/format";
import { sayProblem } from "@/lib/operator";
import { roles, rolesUpTo, roleWords } from "@/lib/roles";
import { useChangeRole, useRemoveMember } from "../api/team";

interface Props {
  members: Member[];
  ownId: string | undefined;
  ownRole: string | undefined;
  mayChange: boolean;
}

export function Members({ members, ownId, ownRole, mayChange }: Props) {
  const [leaving, setLeaving] = useState<Member | null>(null);
  const owners = members.filter((member) => member.role === "owner").length;
  const given = rolesUpTo(ownRole);
  return (
    <>
      <Table label="Members">
        <thead className={headRow}>
          <tr>
            <Th>Person</Th>
            <Th>Role</Th>
            <Th>Second factor</Th>
            <Th className="text-right">Last seen</Th>
            {mayChange && (
              <Th className="w-14">
                <span className="sr-only">Actions</span>
              </Th>
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => {
            const last = member.role === "owner" && owners === 1;
            const fixed = !mayChange || last || !given.includes(member.role);
            return (
              <tr key={member.userId} className={cn(bodyRow, "max-md:grid max-md:grid-cols-[1fr_auto_auto] max-md:items-center max-md:gap-x-3 max-md:px-5 max-md:py-3")}>
                <th scope="row" className={cn(cell, "min-w-0 text-left font-normal max-md:p-0!")}>
                  <span className="block truncate font-medium">
                    {member.name} {member.userId === ownId && <span className="font-normal text-faint">(you)</span>}
                  </span>
                  <span className="block truncate text-[0.8125rem] text-faint">{member.email}</span>
                </th>
                <td className={cn(cell, "max-md:p-0!")}>
                  {fixed ? <span title={last ? "An organisation needs an owner." : undefined}>{roleWords[member.role].label}</span> : <RolePicker member={member} given={given} />}
                </td>
                <td className={cn(cell, "max-md:hidden")}>
                  <Badge tone={member.totp ? "live" : "quiet"}>{member.totp ? "On" : "Off"}</Badge>
                </td>
                <td className={cn(cell, "figures text-right whitespace-nowrap text-soft max-md:hidden")}>
                  {member.lastSeenAt ? moment(member.lastSeenAt) : "never"}
                </td>
                {mayChange && (
                  <td className={cn(cell, "text-right max-md:p-0!")}>
                    {!fixed && (
                      <Menu label={`More for ${member.name}`}>
                        <MenuItem harm icon={<UserMinus aria-hidden />} onSelect={() => setLeaving(member)}>
                          Remove…
                        </MenuItem>
                      </Menu>
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </Table>
      {leaving && <Remove member={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

function RolePicker({ member, given }: { member: Member; given: Role[] }) {
  const change = useChangeRole();
  const give = (role: Role, before: Role) =>
    change.mutate(
      { id: member.userId, role },
      {
        onSuccess: () =>
          toast.success(`${member.name} is ${roleWords[role].label.toLowerCase()} now.`, {
            action: { label: "Undo", onClick: () => change.mutate({ id: member.userId, role: before }, { onError: sayProblem }) },
          }),
        onError: sayProblem,
      },
    );
  return (
    <Select size="sm" aria-label={`Role of ${member.name}`} value={member.role} onChange={(event) => give(event.target.value as Role, member.role)}>
      {roles
        .filter((role) => given.includes(role))
        .map((role) => (
          <option key={role} value={role}>
            {roleWords[role].label}
          </option>
        ))}
    </Select>
  );
}

function Remove({ member, onClose }: { member: Member; onClose: () => void }) {
  const remove = useRemoveMember();
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove ${member.name}?`}
      confirm="Remove"
      keep="Keep"
      pending={remove.isPending}
      onConfirm={() =>
        remove.mutate(member.userId, {
          onSuccess: () => {
            toast.success(`${member.name} no longer belongs here.`);
            onClose();
          },
          onError: (error) => {
            onClose();
            sayProblem(error);
          },
        })
      }
    >
      {member.name} is signed out of this organisation at once. What they did stays in the trail of changes. You can invite them again.
    </Confirm>
  );
}
