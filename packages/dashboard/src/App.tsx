import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { HomePage } from './shell/HomePage.tsx';
import { NotFoundState } from './shell/NotFound.tsx';
import { PageSkeleton } from './shell/PageSkeleton.tsx';
import { OrgShell, Shell, SiteShell } from './shell/Shell.tsx';
import { Toaster } from './ui/Toaster.tsx';

const RegisterPage = lazy(() => import('./areas/auth/RegisterPage.tsx'));
const LoginPage = lazy(() => import('./areas/auth/LoginPage.tsx'));
const SecondStepPage = lazy(() => import('./areas/auth/SecondStepPage.tsx'));
const ForgotPasswordPage = lazy(() => import('./areas/auth/ForgotPasswordPage.tsx'));
const ResetPasswordPage = lazy(() => import('./areas/auth/ResetPasswordPage.tsx'));
const VerifyEmailPage = lazy(() => import('./areas/auth/VerifyEmailPage.tsx'));
const SignInFailedPage = lazy(() => import('./areas/oauth/SignInFailedPage.tsx'));
const ChangeEmailPage = lazy(async () => {
  const { ChangeEmailPage: page } = await import('./areas/auth/EmailLinkPage.tsx');
  return { default: page };
});
const UndoEmailChangePage = lazy(async () => {
  const { UndoEmailChangePage: page } = await import('./areas/auth/EmailLinkPage.tsx');
  return { default: page };
});
const OrgsPage = lazy(() => import('./areas/orgs/OrgsPage.tsx'));
const MembersPage = lazy(() => import('./areas/members/MembersPage.tsx'));
const BillingPage = lazy(() => import('./areas/billing/BillingPage.tsx'));
const InvitePage = lazy(() => import('./areas/invites/InvitePage.tsx'));
const OrgSettingsPage = lazy(() => import('./areas/orgs/OrgSettingsPage.tsx'));
const SitesPage = lazy(() => import('./areas/sites/SitesPage.tsx'));
const SiteSettingsPage = lazy(() => import('./areas/sites/SiteSettingsPage.tsx'));
const ApiKeysPage = lazy(() => import('./areas/api-keys/ApiKeysPage.tsx'));
const SitePage = lazy(() => import('./areas/stats/SitePage.tsx'));
const FunnelsPage = lazy(() => import('./areas/funnels/FunnelsPage.tsx'));
const FunnelPage = lazy(() => import('./areas/funnels/FunnelPage.tsx'));
const GoalsPage = lazy(() => import('./areas/goals/GoalsPage.tsx'));
const AccountPage = lazy(() => import('./areas/account/AccountPage.tsx'));
const PrivacyPage = lazy(() => import('./areas/legal/PrivacyPage.tsx'));

/** Every page of the application. Each is a script of its own, fetched when it is opened. */
export function App() {
  return (
    <ErrorBoundary>
      <Suspense fallback={<PageSkeleton />}>
        <Switch>
          <Route path="/" component={HomePage} />
          <Route path="/register" component={RegisterPage} />
          <Route path="/login" component={LoginPage} />
          <Route path="/login/code" component={SecondStepPage} />
          <Route path="/invite/:code">{({ code }) => <InvitePage key={code} code={code} />}</Route>
          <Route path="/forgot-password" component={ForgotPasswordPage} />
          <Route path="/reset-password" component={ResetPasswordPage} />
          <Route path="/verify-email" component={VerifyEmailPage} />
          <Route path="/sign-in-failed" component={SignInFailedPage} />
          <Route path="/change-email" component={ChangeEmailPage} />
          <Route path="/undo-email-change" component={UndoEmailChangePage} />
          <Route path="/privacy" component={PrivacyPage} />
          <Route path="/orgs">
            <Shell>
              <Waiting>
                <OrgsPage />
              </Waiting>
            </Shell>
          </Route>
          <Route path="/settings">
            <Shell>
              <Waiting>
                <AccountPage />
              </Waiting>
            </Shell>
          </Route>
          <Route path="/org/:orgId/sites">
            {({ orgId }) => (
              <OrgShell orgId={orgId} section="sites">
                <Waiting>
                  <SitesPage key={orgId} orgId={orgId} />
                </Waiting>
              </OrgShell>
            )}
          </Route>
          <Route path="/org/:orgId/members">
            {({ orgId }) => (
              <OrgShell orgId={orgId} section="members">
                <Waiting>
                  <MembersPage key={orgId} orgId={orgId} />
                </Waiting>
              </OrgShell>
            )}
          </Route>
          <Route path="/org/:orgId/billing">
            {({ orgId }) => (
              <OrgShell orgId={orgId} section="billing">
                <Waiting>
                  <BillingPage key={orgId} orgId={orgId} />
                </Waiting>
              </OrgShell>
            )}
          </Route>
          <Route path="/org/:orgId/settings">
            {({ orgId }) => (
              <OrgShell orgId={orgId} section="settings">
                <Waiting>
                  <OrgSettingsPage key={orgId} orgId={orgId} />
                </Waiting>
              </OrgShell>
            )}
          </Route>
          <Route path="/org/:orgId/site/:siteId">
            {({ orgId, siteId }) => (
              <SiteShell orgId={orgId} siteId={siteId} section="dashboard">
                <Waiting>
                  <SitePage key={siteId} orgId={orgId} siteId={siteId} />
                </Waiting>
              </SiteShell>
            )}
          </Route>
          <Route path="/org/:orgId/site/:siteId/funnels">
            {({ orgId, siteId }) => (
              <SiteShell orgId={orgId} siteId={siteId} section="funnels">
                <Waiting>
                  <FunnelsPage key={siteId} orgId={orgId} siteId={siteId} />
                </Waiting>
              </SiteShell>
            )}
          </Route>
          <Route path="/org/:orgId/site/:siteId/funnels/:funnelId">
            {({ orgId, siteId, funnelId }) => (
              <SiteShell orgId={orgId} siteId={siteId} section="funnels">
                <Waiting>
                  <FunnelPage key={funnelId} orgId={orgId} siteId={siteId} funnelId={funnelId} />
                </Waiting>
              </SiteShell>
            )}
          </Route>
          <Route path="/org/:orgId/site/:siteId/goals">
            {({ orgId, siteId }) => (
              <SiteShell orgId={orgId} siteId={siteId} section="goals">
                <Waiting>
                  <GoalsPage key={siteId} orgId={orgId} siteId={siteId} />
                </Waiting>
              </SiteShell>
            )}
          </Route>
          <Route path="/org/:orgId/site/:siteId/api-keys">
            {({ orgId, siteId }) => (
              <SiteShell orgId={orgId} siteId={siteId} section="api-keys">
                <Waiting>
                  <ApiKeysPage key={siteId} orgId={orgId} siteId={siteId} />
                </Waiting>
              </SiteShell>
            )}
          </Route>
          <Route path="/org/:orgId/site/:siteId/settings">
            {({ orgId, siteId }) => (
              <SiteShell orgId={orgId} siteId={siteId} section="settings">
                <Waiting>
                  <SiteSettingsPage key={siteId} orgId={orgId} siteId={siteId} />
                </Waiting>
              </SiteShell>
            )}
          </Route>
          <Route>
            <Shell>
              <NotFoundState />
            </Shell>
          </Route>
        </Switch>
      </Suspense>
      <Toaster />
    </ErrorBoundary>
  );
}

/** Keeps the app bar in place while the page's own script is on its way. */
function Waiting({ children }: { children: React.ReactNode }) {
  return <Suspense fallback={<PageSkeleton />}>{children}</Suspense>;
}
