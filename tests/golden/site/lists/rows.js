window.closecallRows = {"columns":
	[["List","link"],["Words for","text"],["Service","text"],["Words","number"],["In force from","day"]],"facets":
	[["sort","Words for",
	[["mechanism","Mechanism"]]]],"rows":
	[[["How near misses come about","../lists/mechanisms/index.html"],"Mechanism","Every service",1,"1 January 2026",[0]]]};
