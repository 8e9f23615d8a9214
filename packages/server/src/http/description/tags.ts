/** The groups of the API's operations, in the order in which the reference shows them. */
export const TAGS: Array<{ name: string; description: string }> = [
  { name: 'Stats', description: 'Figures of a site, over a period or of this moment.' },
  { name: 'Export', description: 'Figures and events of a site as files.' },
  { name: 'Events', description: 'What sites and servers send.' },
  { name: 'Goals', description: 'What a site counts as a success.' },
  { name: 'Funnels', description: 'Steps that visitors take one after the other.' },
  { name: 'Sites', description: 'The sites of an organization.' },
  { name: 'API keys', description: 'What programs sign in with.' },
  { name: 'Organizations', description: 'Who owns sites together.' },
  { name: 'Members', description: 'Who belongs to an organization.' },
  { name: 'Invitations', description: 'Links by which people become members.' },
  { name: 'Accounts', description: 'Registration, sign-in and the own account.' },
  { name: 'Two-factor sign-in', description: 'A second proof beside the password.' },
  { name: 'Billing', description: 'Plans, limits and payment, where the server has them.' },
  { name: 'Operations', description: 'What whoever runs the server asks.' },
];
