// The one place that knows mailauth. Loading it takes a while, so it waits for the first message that needs it.
export const loadMailauth = () => import('mailauth');
