export default function SitesPage({ orgId }: { orgId: string }) {
  return <div className="page">{orgId}</div>;
}
