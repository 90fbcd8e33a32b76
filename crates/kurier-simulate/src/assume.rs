//! What is assumed of people and businesses: guesses, every one of them, and none of them a rule of Kurier. docs/simulation.md
//! tells where they come from.

/// People of the world whose numbers of businesses are given below; other sizes have in proportion.
pub const PEOPLE: u32 = 20_000;

/// Hours of the day at which something happens; canaries wait two hours.
pub const HOURS: [i64; 9] = [2, 8, 10, 12, 14, 16, 18, 20, 22];
/// Hours at which templates and businesses are judged; a server does it every ten minutes.
pub const JUDGED_HOURS: [i64; 4] = [10, 14, 16, 20];
/// The hour at which night work happens.
pub const NIGHT: i64 = 2;
/// Steps of a day at which businesses send and people look.
pub const DAY_STEPS: f64 = 8.0;
/// Days at the end on which no business begins anything: what waits arrives or fails.
pub const LAST_DAYS: u32 = 2;

/// Offers a week that a person takes before further ones tire her: median, and spread of the logarithm.
pub const TOLERANCE: (f64, f64) = (5.0, 0.6);
/// Share of offers beyond that which are unwanted although she would have liked them.
pub const TIRED: f64 = 0.06;
/// Share of people who leave their budget at what Kurier begins with; the others set it to their tolerance.
pub const DEFAULT_BUDGET: f64 = 0.6;
/// Probability that a person looks at her messages in a step of the day.
pub const LOOKS: f64 = 0.35;
/// Probability that a message she looks at is read.
pub const READS: f64 = 0.9;
/// Probability that she reports an unwanted offer, and a fraud.
pub const REPORTS: (f64, f64) = (0.05, 0.12);
/// Probability that she answers when she is asked whether she wanted an offer; she says the truth.
pub const ANSWERS: f64 = 0.25;
/// Probability that she who reports shows the operator the message, and so says which one it is about.
pub const SHOWS: f64 = 0.5;
/// Probability that she stops the offers of a business after an unwanted one, without being asked.
pub const STOPS: f64 = 0.03;
/// Probability that a real notice is reported as spam, by mistake.
pub const MISTAKES: f64 = 0.00002;

/// Honest businesses.
pub const HONEST: u32 = 150;
/// Customers of an honest business: median, and spread of the logarithm.
pub const CUSTOMERS: (f64, f64) = (480.0, 0.5);
/// Notices a week and customer of an honest business.
pub const NOTICES: f64 = 0.3;
/// Days between two offers of an honest business.
pub const OFFER_DAYS: u32 = 14;
/// Share of its offers that are not liked.
pub const DISLIKED: f64 = 0.02;

/// Businesses that send too much.
pub const AGGRESSIVE: u32 = 25;
/// Their customers.
pub const AGGRESSIVE_CUSTOMERS: u32 = 800;
/// Their offers a week.
pub const AGGRESSIVE_OFFERS: u32 = 5;
/// Share of them that come as a notice.
pub const DISGUISED: f64 = 0.2;
/// Share that is not liked, from business to business.
pub const AGGRESSIVE_DISLIKED: (f64, f64) = (0.15, 0.45);

/// Businesses with bought lists.
pub const SPAMMERS: u32 = 15;
/// People a day that each of them writes to, if it may; to as many it shows a trick where a permission is needed.
pub const LISTED: u32 = 5_000;
/// Share of people shown a trick (a prize, a false form) who allow offers because of it.
pub const TRICKED: f64 = 0.005;
/// Days from its end to the next account of a spammer.
pub const BACK_AFTER: u32 = 2;
/// People a day that a bought list is tried on although they allowed nothing: shows that none gets through.
pub const TRIED: u32 = 10;

/// Spammers who stay small and mix spam into what people want.
pub const ADAPTIVE: u32 = 2;
/// People a day that such a spammer sends a fraud to: below where a canary begins.
pub const ADAPTIVE_DAILY: u32 = 40;
/// Wanted messages for each fraud.
pub const ADAPTIVE_MIX: u32 = 3;

/// Spammers who spread one text over many accounts.
pub const SNOWSHOE: u32 = 1;
/// Their accounts.
pub const SNOWSHOE_ACCOUNTS: u32 = 50;
/// People a day and account.
pub const SNOWSHOE_DAILY: u32 = 10;

/// Accounts that behave for a month and then send fraud.
pub const SLEEPERS: u32 = 2;
/// When they wake.
pub const SLEEPS_DAYS: u32 = 30;

/// Honest accounts that are taken over by others.
pub const HIJACKED: u32 = 1;
/// On which day that begins, and after how many days its owner notices and the operator gives it back to him.
pub const HIJACK: (u32, u32) = (35, 1);

/// Days within which an honest business once begins to call from another network, on a day drawn by lot.
pub const MOVES_WITHIN: u32 = 60;
/// Share of its offers for which an honest business writes a new template.
pub const NEW_OFFERS: f64 = 0.25;
/// Hours after which the people of an honest business and an operator confirm that nobody took it over.
pub const CONFIRMED_AFTER: i64 = 24;

/// Newsrooms; their posts a day; share of all people who subscribe.
pub const NEWSROOMS: (u32, u32, f64) = (1, 10, 0.005);
/// Farms; alarms a night; farmers of each.
pub const FARMS: (u32, u32, u32) = (1, 30, 3);
/// Charities; share of all people who allowed them; days between two appeals; share that is not liked.
pub const CHARITIES: (u32, f64, u32, f64) = (1, 0.15, 30, 0.03);

/// Honest businesses that are each attacked by a brigade of their own.
pub const BRIGADED: u32 = 3;
/// Share of such a business's customers who say that they did not want its offers whenever they are asked, and stop them as
/// soon as they read one.
pub const BRIGADE: f64 = 0.01;

/// Tries of the spammers to get into a hand-picked pilot: share that the operator does not see through, and days of an
/// application.
pub const PICKED: (f64, u32) = (0.2, 20);

/// Working days in which the operator answers an appeal, and share of his answers that are right.
pub const APPEALS: (u32, f64) = (2, 0.9);
/// Days for which an honest business tries to send an offer that it could not send.
pub const OFFER_TRIED_DAYS: u32 = 7;
