// What the sign-in pages say, in both languages.

export interface SignInText {
  readonly title: string;
  readonly account: string;
  readonly password: string;
  readonly wants: {
    readonly legend: string;
    readonly none: string;
    readonly password: string;
    readonly factor: string;
  };
  readonly next: string;
  readonly secondFactor: string;
  readonly code: string;
  readonly usePasskey: string;
  readonly newPassword: string;
  readonly again: string;
  readonly rules: readonly string[];
  readonly newFactor: string;
  readonly scan: string;
  readonly secret: string;
  readonly addCode: string;
  readonly addPasskey: string;
  readonly expired: string;
  readonly signOut: string;
  readonly signedOut: string;
  readonly error: string;
  readonly failed: {
    readonly password: string;
    readonly 'second-factor': string;
    readonly 'new-password': string;
    readonly differ: string;
    readonly 'new-factor': string;
  };
}

const en: SignInText = {
  title: 'Sign in to Postern',
  account: 'Account',
  password: 'Password',
  wants: {
    legend: 'While signing in',
    none: 'change nothing',
    password: 'change my password',
    factor: 'add or replace a second factor',
  },
  next: 'Continue',
  secondFactor: 'Show that it is you',
  code: 'Code of your authenticator app (six digits)',
  usePasskey: 'Use a passkey',
  newPassword: 'Choose a new password',
  again: 'The same once more',
  rules: [
    '12 characters or more',
    'small letters, capitals, digits and other signs',
    'without your account name',
    'none of your last 10 passwords',
  ],
  newFactor: 'Add a second factor',
  scan: 'Scan this code with an authenticator app, or enter the key below it.',
  secret: 'Enter this key in an authenticator app, then the code that it shows:',
  addCode: 'Add the app',
  addPasskey: 'Add a passkey',
  expired: 'This took too long, or cookies are blocked. Go back to the console and sign in again.',
  signOut: 'Sign out',
  signedOut: 'You are signed out.',
  error: 'This sign-in cannot go on. Go back to the console and begin again.',
  failed: {
    password:
      'That did not work. After five failures an account is locked for 24 hours; an administrator can unlock it.',
    'second-factor':
      'That did not work. After five failures an account is locked for 24 hours; an administrator can unlock it.',
    'new-password': 'Choose another password: one of the rules below is not kept.',
    differ: 'The two are not the same. Enter the new password twice.',
    'new-factor': 'That did not work. Enter the code that the app shows now, or try the passkey again.',
  },
};

const fr: SignInText = {
  title: 'Ouvrir une session Postern',
  account: 'Compte',
  password: 'Mot de passe',
  wants: {
    legend: 'En ouvrant la session',
    none: 'ne rien changer',
    password: 'changer mon mot de passe',
    factor: 'ajouter ou remplacer un second facteur',
  },
  next: 'Continuer',
  secondFactor: 'Prouvez que c’est vous',
  code: 'Code de votre application d’authentification (six chiffres)',
  usePasskey: 'Utiliser une clé d’accès',
  newPassword: 'Choisissez un nouveau mot de passe',
  again: 'Encore une fois',
  rules: [
    'au moins 12 caractères',
    'des minuscules, des majuscules, des chiffres et d’autres signes',
    'sans le nom de votre compte',
    'aucun de vos 10 derniers mots de passe',
  ],
  newFactor: 'Ajoutez un second facteur',
  scan: 'Balayez ce code avec une application d’authentification, ou entrez la clé qui suit.',
  secret: 'Entrez cette clé dans une application d’authentification, puis le code qu’elle affiche :',
  addCode: 'Ajouter l’application',
  addPasskey: 'Ajouter une clé d’accès',
  expired: 'Le délai est dépassé, ou les témoins sont bloqués. Retournez à la console et ouvrez la session de nouveau.',
  signOut: 'Fermer la session',
  signedOut: 'Votre session est fermée.',
  error: 'Cette ouverture de session ne peut pas continuer. Retournez à la console et recommencez.',
  failed: {
    password:
      'Échec. Après cinq échecs, un compte est verrouillé pendant 24 heures; un administrateur peut le déverrouiller.',
    'second-factor':
      'Échec. Après cinq échecs, un compte est verrouillé pendant 24 heures; un administrateur peut le déverrouiller.',
    'new-password': 'Choisissez un autre mot de passe : une des règles ci-dessous n’est pas respectée.',
    differ: 'Les deux ne sont pas pareils. Entrez le nouveau mot de passe deux fois.',
    'new-factor': 'Échec. Entrez le code que l’application affiche maintenant, ou réessayez la clé d’accès.',
  },
};

export const signInTexts = { en, fr } as const;
export type SignInLanguage = keyof typeof signInTexts;
