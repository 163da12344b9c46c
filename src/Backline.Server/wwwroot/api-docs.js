// the reader of the REST interface; its own badge, links to elsewhere and "try" on every start stay off
const target = document.getElementById('api-reader');
window.SwaggerUIBundle({
  url: target.dataset.url, domNode: target, deepLinking: true, docExpansion: 'none', filter: true, defaultModelsExpandDepth: -1, persistAuthorization: false,
  tryItOutEnabled: false, validatorUrl: null, presets: [window.SwaggerUIBundle.presets.apis], layout: 'BaseLayout', requestSnippetsEnabled: false,
});
