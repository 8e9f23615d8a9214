import { Link } from 'wouter';
import { Wordmark } from '../../ui/Logo.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ThemeToggle } from '../../ui/ThemeToggle.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

interface Part {
  title: string;
  text: string[];
}

const PARTS: readonly Part[] = [
  {
    title: 'Visitors of measured sites',
    text: [
      'For each page opened, Purestat keeps the time, the page’s address and the address the visitor came from, both without their queries, campaign tags, country, region and city, browser and operating system with version, kind of device, screen class and language; later how long the page was in view and how far it was scrolled. Owners of a site can have it send events of their own, such as a sign-up.',
      'No cookie is set and nothing is stored on the visitor’s device. IP address and User-Agent are used in memory to make these values and are never written anywhere, neither to the data nor to a log.',
      'To count a visitor once, the server makes a number from IP address, User-Agent, the site and a random secret that holds for one day. The secret is destroyed when the day has ended everywhere on Earth; from then on the number can’t be made again. Nothing links two days or two sites.',
      'Nothing is sent to anyone else. Browsers that ask not to be tracked (Do Not Track, Global Privacy Control) aren’t counted unless the site’s owner decides otherwise.',
    ],
  },
  {
    title: 'People with an account here',
    text: [
      'Your name, your email address, a hash of your password, the organizations you belong to, and your sessions with a coarse label such as “Firefox on Linux”. One cookie keeps you logged in; it is needed for nothing else.',
      'If you log in by another service, such as Google, also its name for you and the address it told. Nothing is asked of it afterwards. A second cookie, for ten minutes, makes sure that the browser that comes back from it is the one that left.',
      'This browser keeps your choice of theme and which site you looked at last, and whether shortcuts are on.',
    ],
  },
  {
    title: 'Who is responsible',
    text: [
      'Purestat is software that people run on their own servers. Whoever runs this server decides what is kept and for how long, and answers your questions about it.',
    ],
  },
];

/** `/privacy`: what is stored, in short. */
export default function PrivacyPage() {
  usePageTitle('Privacy');
  return (
    <>
      <header className="appbar">
        <div className="appbar-in justify-between">
          <Link href="/" aria-label="Purestat" className="inline-flex items-center">
            <Wordmark size={24} />
          </Link>
          <ThemeToggle />
        </div>
      </header>
      <main className="page page-narrow">
        <PageHeader title="Privacy">What this server stores, and what it never does.</PageHeader>
        {PARTS.map((part) => (
          <section key={part.title} className="mb-8 max-w-[68ch]">
            <h2 className="mb-2">{part.title}</h2>
            {part.text.map((paragraph) => (
              <p key={paragraph} className="mb-3 text-ink-2">
                {paragraph}
              </p>
            ))}
          </section>
        ))}
      </main>
    </>
  );
}
