import { describe, expect, it } from 'vitest';
import { inviteCode, matchRoute } from '../src/messenger/router';

describe('addresses', () => {
  it.each([
    ['/', { name: 'home' }],
    ['/chats', { name: 'chats' }],
    ['/chats/', { name: 'chats' }],
    ['/chats/123', { name: 'chat', business: '123' }],
    ['/chats/123/info', { name: 'info', business: '123' }],
    ['/i/AB%20C', { name: 'invite', code: 'AB C' }],
    ['/m/ABCDEFGHJKMNPQ', { name: 'link', code: 'ABCDEFGHJKMNPQ' }],
    ['/m/a%20b', { name: 'unknown' }],
    ['/permissions', { name: 'permissions' }],
    ['/why/12', { name: 'why', seq: 12 }],
    ['/settings', { name: 'settings' }],
    ['/budget', { name: 'budget' }],
    ['/chats/abc', { name: 'unknown' }],
    ['/chats/1/2', { name: 'unknown' }],
    ['/why/0', { name: 'unknown' }],
    ['/why/x', { name: 'unknown' }],
    ['/i/%E0%A4%A', { name: 'unknown' }],
    ['/nothing', { name: 'unknown' }],
  ])('%s', (path, route) => {
    expect(matchRoute(path)).toEqual(route);
  });

  it('a typed invitation may be a link or a code', () => {
    expect(inviteCode(' https://kurier.example/i/ABC?x=1 ')).toBe('ABC');
    expect(inviteCode('abcd-efgh ijkl')).toBe('abcdefghijkl');
    expect(inviteCode('   ')).toBe('');
  });
});
