package io.x0.director;

/** What an admission comes to when it need not wait: a permit, or a rejection. */
sealed interface Verdict permits Permit, Rejection {}
