export default function OrgSettingsPage({ orgId }: { orgId: string }) {
  return <div className="page">{orgId}</div>;
}
