export default function SiteSettingsPage({ siteId }: { orgId: string; siteId: string }) {
  return <div className="page">{siteId}</div>;
}
