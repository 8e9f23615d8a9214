interface Props {
  orgId: string;
  siteId: string;
}

/** The dashboard of one site. */
export default function SitePage({ siteId }: Props) {
  return <div className="page">Dashboard of {siteId}</div>;
}
