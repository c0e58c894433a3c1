// Sends one call of each kind with RudderStack's client for Node.
// usage: node rudder_node.cjs SDK_FOLDER HOST WRITE_KEY
const { createRequire } = require('node:module');

const [folder, host, writeKey] = process.argv.slice(2);
const sdk = createRequire(`${folder}/package.json`)('@rudderstack/rudder-sdk-node');
const Analytics = sdk.default || sdk;

const analytics = new Analytics(writeKey, {
  dataPlaneUrl: host, flushAt: 20, flushInterval: 200, retryCount: 5, gzip: true, logLevel: 'none',
  errorHandler: (e) => { console.error(e); process.exitCode = 1; },
});

analytics.identify({
  userId: 'u-2002',
  traits: {
    email: 'Grace.Sample@Example.org', firstName: 'grace', lastName: 'SAMPLE', phone: '(919) 555-0142',
    address: { street: '12 Sample St', city: 'raleigh', state: 'North Carolina', postalCode: '27601', country: 'US' },
  },
});
analytics.track({
  userId: 'u-2002', event: 'Order Completed', timestamp: new Date('2024-02-03T04:05:06.789Z'),
  properties: { order_id: '5031', total: 27.5, products: [{ sku: '45790-32' }] },
});
analytics.track({ anonymousId: 'anon-88', event: 'Signed Up', properties: { plan: 'volunteer' } });
analytics.page({
  userId: 'u-2002', category: 'Docs', name: 'Home',
  properties: { url: 'https://example.org/home?utm_source=newsletter', title: 'Home' },
});
analytics.screen({ anonymousId: 'anon-88', name: 'Main' });
analytics.group({ userId: 'u-2002', groupId: 'g-9', traits: { name: 'Local 9' } });
analytics.alias({ userId: 'u-2002', previousId: 'anon-88' });

analytics.flush(() => process.exit());
