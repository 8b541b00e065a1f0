/** Texts as people write them, long enough to weigh and to wrap. */
export const chineseText = `砚台是磨墨的石头。墨锭在水里一圈一圈地磨，磨得越慢，墨越匀。写作也是这样：想得慢一点，写得慢一点，读的人才看得下去。“好文章是改出来的”，这句话人人会说，做到的人不多，包括我自己。

古人案头必备四样东西：笔、墨、纸、砚。前三样都会用完，只有砚台可以传给下一代。端溪的石头细，歙州的石头坚，洮河的石头绿，澄泥则是人烧出来的；各有各的脾气，要用几个月才知道。

## 选一方砚

先看石质。手按上去，要像按在孩子的脸上，凉而不滑。再听声音，轻轻一叩，*木声为上*，金声为下。最后才看雕工：花太多的，往往是为了遮住石头上的毛病。

> 石以润为德，不润则墨不发。
> ——前人笔记

1. 新砚要用温水泡一夜，再用细布擦干；
2. 旧墨不可久留，当天洗净；
3. 不要用热水，也不要放在太阳底下晒。

\`\`\`ts
const posts = await Post.objects.filter({ author__name: '沈括' }).orderBy('-id').slice(0, 20)
for (const post of posts) console.log(post.title, post.postdate)
\`\`\`

| 产地 | 石色 | 发墨 |
|:--|:--|--:|
| 端溪 | 紫 | 快 |
| 歙州 | 青黑 | 较快 |

更多的照片在 https://example.com/inkstones/a-very-long-address/that-does-not-break/anywhere.html ，慢慢看。
`

export const englishText = `An inkstone is a slab on which ink is ground, slowly, with a little water. Writing works the same way: the slower the grinding, the more even the line. “Good prose is rewritten prose” is something that everybody says and few people do, myself included, which is why this page went through nine drafts before anybody saw it.

Scholars kept four things on their desks: brush, ink, paper and stone. Three of them are used up; the fourth goes to the next generation. A good stone is cool to the hand and gives no sound to speak of.

## Choosing one

Look at the stone first, *then* listen to it, and only then at the carving. Too many flowers often hide a crack.

- soak a new stone overnight
- wash it on the day that you used it
- keep it out of the sun

\`npm start\`, and that is all.
`

/** Everything that could push a page wider than its screen. */
export const unwieldyText = `# ${'很'.repeat(80)}

${'W'.repeat(500)} \`${'code '.repeat(5)}${'c'.repeat(300)}\` https://example.com/${'a'.repeat(400)}

| ${'column | '.repeat(12)}
| ${'--- | '.repeat(12)}
| ${'a value | '.repeat(12)}

\`\`\`
${'x'.repeat(500)}
\`\`\`

> > > > > > > > ${'q'.repeat(200)}

## Two

## Three

- - - - - - - ${'deep'.repeat(50)}
`
