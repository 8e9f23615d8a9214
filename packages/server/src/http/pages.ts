/** What a browser asks for: the dashboard's page and files, and the tracker script. */
import { join } from 'node:path';
import type { Routes } from '../access/index.ts';
import { readStaticFile, readStaticFolder, sendFile } from './static-files.ts';

/** Names of built files carry a hash of their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';
const ONE_HOUR = 'public, max-age=3600';

const ROBOTS = 'User-agent: *\nAllow: /$\nDisallow: /\n';
const NOT_BUILT = 'The dashboard has not been built yet. Run `npm start`, which builds it.\n';
/** Never a page of the dashboard, even where no route answers. */
const NO_PAGE = /^\/(api|js|assets)(\/|$)|\.[^/]*$/;

/** The script that sites carry, and those it fetches from beside it where a page asks for more. */
const TRACKER_SCRIPTS = ['purestat.js', 'options.js', 'modes.js'] as const;

export interface Assets {
  dashboardDir: string;
  trackerDir: string;
}

/** They run on other people's pages, so any of them may load them. */
function mountTracker(routes: Routes, dir: string): void {
  for (const name of TRACKER_SCRIPTS) {
    const script = readStaticFile(join(dir, name));
    routes.addPlain({ method: 'get', path: `/js/${name}`, action: 'public' }, (c) => {
      if (script === null) return c.notFound();
      c.header('Access-Control-Allow-Origin', '*');
      c.header('Cross-Origin-Resource-Policy', 'cross-origin');
      return sendFile(c, script, ONE_HOUR);
    });
  }
}

/** Mounted last: its pattern takes every GET that nothing else has answered. */
function mountDashboard(routes: Routes, dir: string): void {
  const files = readStaticFolder(dir);
  const page = files.get('/index.html');
  files.delete('/index.html');
  routes.addPlain({ method: 'get', path: '/*', action: 'public' }, (c) => {
    const file = files.get(c.req.path);
    if (file !== undefined) {
      return sendFile(c, file, c.req.path.startsWith('/assets/') ? FOR_EVER : ASK_EACH_TIME);
    }
    if (NO_PAGE.test(c.req.path)) return c.notFound();
    return page === undefined ? c.text(NOT_BUILT, 503) : sendFile(c, page, ASK_EACH_TIME);
  });
}

export function mountPages(routes: Routes, assets: Assets): void {
  mountTracker(routes, assets.trackerDir);
  routes.addPlain({ method: 'get', path: '/robots.txt', action: 'public' }, (c) =>
    c.text(ROBOTS, 200, { 'Cache-Control': ONE_HOUR }),
  );
  mountDashboard(routes, assets.dashboardDir);
}
